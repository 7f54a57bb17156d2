import type { Activities } from "../activities/activity-log.ts";
import type { ReportRequest } from "../report/figures.ts";
import { billOf, type Billed } from "../report/money.ts";
import { seconds } from "../slice.ts";
import { cellsOf } from "../report/report.ts";
import { rounded, sharesOf } from "../report/rounding.ts";

/** What one day of a project has for a client: one line of a worklog. */
export interface WorkLine {
  /** `2026-03-02`. */
  readonly day: string;
  readonly project: string | undefined;
  readonly client: string | undefined;
  readonly tags: readonly string[];
  readonly person: string | undefined;
  /** The key of an issue that its branches name, or its project; only where lines are told apart by it. */
  readonly issue: string | undefined;
  /** Which time it is. */
  readonly billed: Billed;
  /** When the first of that time began and the last ended, in seconds since 1970: there may be breaks in between. */
  readonly start: number;
  readonly end: number;
  /** How much it was, as it is billed: rounded, if it is. */
  readonly seconds: number;
  /** What it costs, if the project has a rate. */
  readonly cost: { readonly currency: string; readonly minor: number } | undefined;
  readonly branches: readonly string[];
  readonly agents: readonly string[];
}

/**
 * A line for each day of a project: of the time that its entry in the project map bills (the person's, if it says nothing),
 * rounded as the request says, else as the entry does. `byIssue`: such a day is handed out to its issues, a line each, by
 * their time. So worklogs of either kind add up to the same.
 */
export function worklogOf(activities: Activities, request: ReportRequest, byIssue: boolean): readonly WorkLine[] {
  const days = cellsOf(activities, request).days(byIssue ? issueOf : () => "");
  return days
    .flatMap(({ date, subject, spans, parts }): readonly WorkLine[] => {
      const { project, client, tags, person, billing } = subject;
      const billed = billing?.bill ?? "human";
      const time = seconds(spans[billed]);
      const bill = billing === undefined ? undefined : billOf(time, billing, request.rounding);
      const lines = [...parts]
        .map(([issue, work]) => ({ issue, ...work, spans: work.spans[billed] }))
        .filter((part) => part.spans.length > 0)
        .map((part) => ({
          ...part,
          start: Math.min(...part.spans.map(({ start }) => start)),
          end: Math.max(...part.spans.map(({ end }) => end)),
        }))
        .sort((a, b) => a.start - b.start || (a.issue < b.issue ? -1 : 1));
      const weights = lines.map((line) => seconds(line.spans));
      const handedOut = sharesOf(bill?.seconds ?? rounded(time, request.rounding), weights);
      const costs = bill === undefined ? [] : sharesOf(bill.minor, weights);
      return lines.map(({ issue, start, end, branches, agents }, at) => ({
        day: date,
        project,
        client,
        tags,
        person,
        issue: issue === "" ? undefined : issue,
        billed,
        start,
        end,
        seconds: handedOut[at] ?? 0,
        cost: bill === undefined ? undefined : { currency: bill.by.currency, minor: costs[at] ?? 0 },
        branches,
        agents,
      }));
    })
    .sort((a, b) => a.start - b.start || ((a.project ?? "") < (b.project ?? "") ? -1 : 1));
}

/** As Jira writes keys of issues. */
const ISSUE = /(?<![A-Za-z0-9])[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,6}(?!\d)/;

/** The issue that a branch is called by, or else a project. */
function issueOf({ branch, project }: { readonly branch?: string | undefined; readonly project?: string | undefined }) {
  return ISSUE.exec(branch ?? "")?.[0] ?? ISSUE.exec(project ?? "")?.[0] ?? "";
}
