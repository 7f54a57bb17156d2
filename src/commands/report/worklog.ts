import type { Command } from "commander";
import { usage } from "../../failure.ts";
import type { Activities } from "../../hours/activities/activity-log.ts";
import { NOBODY } from "../../hours/projects/dimension.ts";
import type { ReportRequest } from "../../hours/report/figures.ts";
import { FORMS, formOf, worklogText, type FormName } from "../../hours/worklog/forms.ts";
import { describedBy, PLACEHOLDERS, type Describe } from "../../hours/worklog/template.ts";
import { worklogOf, type WorkLine } from "../../hours/worklog/worklog.ts";
import { amount } from "../../lib/text/amount.ts";
import { closest } from "../../lib/text/closest.ts";
import { durationText } from "../../lib/text/duration.ts";

export interface WorklogFlags {
  /** A form's name; `true` if none was named. */
  readonly worklog?: string | true;
  readonly email?: string;
  readonly user?: string;
  readonly task?: string;
  readonly describe?: string;
}

const NAMES = Object.keys(FORMS) as readonly FormName[];

/** The options of `tt report` that are about a worklog. */
export function withWorklogOptions(command: Command): Command {
  return command
    .option(
      "--worklog [FORM]",
      `a line a day and project as CSV, for a client or to import elsewhere: ${NAMES.join(", ")} (default: csv)`,
    )
    .option("--describe <TEMPLATE>", `of the worklog: what each line says, with ${PLACEHOLDERS.join(", ")}`)
    .option("--email <ADDRESS>", "of the worklog: whose account it is ('clockify', 'toggl')")
    .option("--user <NAME>", "of the worklog: the same person's name ('harvest', 'jira', 'toggl')")
    .option("--task <NAME>", "of the worklog: the task ('clockify', 'harvest'; default: Development)");
}

/** A worklog that was asked for. */
export interface WorklogRequest {
  readonly byIssue: boolean;
  /** The lines of a report's request. Fails where they are several persons' and the form is one person's. */
  linesOf(activities: Activities, request: ReportRequest): readonly WorkLine[];
  textOf(lines: readonly WorkLine[], request: ReportRequest): Iterable<string>;
  /** What a person should know of them that a program does not. */
  remarksOn(lines: readonly WorkLine[]): readonly string[];
}

/** What else is asked of the report. */
interface Beside {
  readonly isGrouped: boolean;
  readonly amounts: boolean;
}

/** The worklog that the flags ask for, if they do; fails for what contradicts it or is missing. */
export function worklogRequestOf(flags: WorklogFlags, { isGrouped, amounts }: Beside): WorklogRequest | undefined {
  if (flags.worklog === undefined) {
    const stray = (["email", "user", "task", "describe"] as const).find((name) => flags[name] !== undefined);
    if (stray !== undefined) throw usage(`--${stray} is for a worklog`, "such as 'tt report --worklog clockify'");
    return undefined;
  }
  if (isGrouped) throw usage("--worklog and --by contradict each other", "a worklog has a line a day and project");
  const name = formNamed(flags.worklog);
  const { needs, byIssue = false } = formOf(name);
  if (needs !== undefined && (flags[needs] ?? "") === "")
    throw usage(`the worklog '${name}' needs --${needs}`, "it says whose time it is there");
  if (amounts && name !== "csv")
    throw usage(`the worklog '${name}' has no place for amounts`, "leave --amounts away: rates are known there");
  const { email = "", user = "", task = "Development" } = flags;
  const describe = describeOf(flags.describe);
  return {
    byIssue,
    linesOf(activities, request) {
      const lines = worklogOf(activities, request, byIssue);
      const people = new Set(lines.map(({ person = NOBODY }) => person));
      if (needs !== undefined && people.size > 1)
        throw usage(
          `the worklog '${name}' is one person's, and this is the time of ${[...people].sort().join(", ")}`,
          "name the person with --person",
        );
      return lines;
    },
    textOf: (lines, { zone, amounts = false }) =>
      worklogText(name, lines, { zone, email, user, task, describe, amounts }),
    remarksOn: (lines) => (byIssue ? withoutIssue(lines) : []),
  };
}

function formNamed(word: string | true): FormName {
  if (word === true) return "csv";
  const form = NAMES.find((name) => name === word);
  if (form !== undefined) return form;
  const meant = closest(word, NAMES);
  throw usage(
    `--worklog: no form is called '${word}'`,
    meant === undefined ? `there are: ${NAMES.join(", ")}` : `did you mean '${meant}'?`,
  );
}

function describeOf(template = "{branches}"): Describe {
  const describe = describedBy(template);
  if (typeof describe === "function") return describe;
  throw usage(`--describe: ${describe.unknown} stands for nothing`, `there are: ${PLACEHOLDERS.join(", ")}`);
}

function withoutIssue(lines: readonly WorkLine[]): readonly string[] {
  const bare = lines.filter(({ issue }) => issue === undefined);
  if (bare.length === 0) return [];
  const time = durationText(bare.reduce((sum, { seconds }) => sum + seconds, 0));
  return [`${amount(bare.length, "line")} (${time}) without an issue: neither the branch nor the project names one`];
}
