import type { Activities } from "../hours/activities/activity-log.ts";
import { Cells } from "../hours/report/cells.ts";
import type { Dimension } from "../hours/projects/dimension.ts";
import type { Report, ReportRequest } from "../hours/report/figures.ts";
import { leftOutLines } from "../hours/report/left-out.ts";
import { roundingsIn } from "../hours/report/money.ts";
import { calledApart, type Subject } from "../hours/projects/subject.ts";
import { amountsJson } from "../hours/views/amounts.ts";
import { knownText } from "../hours/views/known.ts";
import { parameterLines, utc, windowText } from "../hours/views/parameters.ts";
import { spendingLines, totalLines } from "../hours/views/spending/lines.ts";
import { beforeOf } from "./before.ts";
import { daysOf } from "./days.ts";
import type { BilledJson, Detail, SubjectJson } from "./document.ts";
import { timelinesOf } from "./spent.ts";
import { joined, type DetailStretch } from "./stretches.ts";

/** The activities around a period, and the period. */
export interface Before {
  readonly activities: Activities;
  readonly window: ReportRequest["window"];
}

/** What stands behind a report, to the second: its stretches, its days, what is billed of each, and the period before. */
export function detailOf(
  activities: Activities,
  report: Report,
  request: ReportRequest,
  before: Before | undefined,
): Detail {
  const { window, zone, firstDay = 1 } = request;
  const cells = new Cells({ ...request, by: BILLED_BY, band: false });
  const found: DetailStretch[] = [];
  for (const timeline of timelinesOf(activities, request)) {
    for (const { kind, slice, subject } of timeline) cells.add(kind, slice, subject);
    found.push(...joined(timeline));
  }
  found.sort((a, b) => a.start - b.start || a.end - b.end);
  const subjects = [...new Set(found.map(({ subject }) => subject))];
  const called = calledApart(subjects);
  const numbers = new Map(subjects.map((subject, at) => [subject, at]));
  const names = new Map(subjects.map((subject) => [subject.known?.id ?? "", called(subject).project ?? "(unknown)"]));
  return {
    period: windowText(window, zone),
    // The page tells human time by one rule.
    counted: [...knownText(report), ...parameterLines({ ...request, band: false }, roundingsIn(report.total.bills))],
    remarks: [
      ...leftOutLines(report.leftOut, "--automated"),
      ...totalLines(report.total, request.tokens),
      ...spendingLines(report, request.tokens),
    ],
    week_start: firstDay,
    days: daysOf(window, found, zone),
    subjects: subjects.map((subject) => subjectJson(called(subject))),
    stretches: found.map(({ subject, kind, start, end, prompts, evidence }) => ({
      subject: numbers.get(subject) ?? 0,
      kind,
      start: utc(start),
      end: utc(end),
      prompts,
      evidence,
    })),
    billed: cells.report().rows.map((row) => billedJson(row, request.amounts === true)),
    ...(before === undefined
      ? undefined
      : { before: beforeOf(before.activities, { ...request, window: before.window }, names) }),
  };
}

const BILLED_BY = ["day", "project", "client", "tag", "person"] as const satisfies readonly Dimension[];

function billedJson({ names, human, agent, union, amounts }: Report["rows"][number], isBilled: boolean): BilledJson {
  const [day = "", project = "", client = "", tag = "", person = ""] = names;
  const hours = { human_s: human, agent_s: agent, union_s: union };
  return {
    day,
    project,
    client,
    tag,
    person,
    ...hours,
    ...(isBilled ? { amounts: amountsJson(amounts) } : undefined),
  };
}

function subjectJson({ project, client, tags, agent, session, branch, machine, person }: Subject): SubjectJson {
  return {
    ...(project === undefined ? undefined : { project }),
    ...(client === undefined ? undefined : { client }),
    ...(tags.length === 0 ? undefined : { tags }),
    agent,
    session_id: session,
    ...(branch === undefined ? undefined : { git_branch: branch }),
    ...(machine === undefined ? undefined : { machine_id: machine }),
    ...(person === undefined ? undefined : { person }),
  };
}
