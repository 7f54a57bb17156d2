import { DateTime } from "luxon";
import { csvLine } from "../../lib/text/csv.ts";
import { clockText } from "../../lib/text/duration.ts";
import { oneLine, UNKNOWN_PROJECT } from "../formats/format.ts";
import { moneyText } from "../report/money.ts";
import type { Describe } from "./template.ts";
import type { WorkLine } from "./worklog.ts";

export interface FormContext {
  readonly zone: string;
  /** Whose account it is at a tracker. */
  readonly email: string;
  readonly user: string;
  readonly task: string;
  readonly describe: Describe;
  /** Whether amounts are told. */
  readonly amounts: boolean;
}

type Value = string | number;

/** A form of CSV that something imports: its head, and a line's values under it. */
interface Form {
  readonly head: readonly string[];
  /** What it says of whose time it is; without any, it says that of itself. */
  readonly needs?: "email" | "user";
  readonly byIssue?: true;
  values(line: WorkLine, context: FormContext): readonly Value[];
}

const COLUMNS = [
  "day",
  "start",
  "end",
  "hours",
  "seconds",
  "billed",
  "project",
  "client",
  "tags",
  "person",
  "branches",
  "agents",
  "description",
];

/** The forms of a worklog, by the names of what imports them. Sources: docs/hours.md. */
export const FORMS = {
  csv: {
    head: COLUMNS,
    values: (line, { zone, describe }) => [
      line.day,
      local(line.start, zone, "HH:mm:ss"),
      endOfDay(line, zone),
      decimal(line.seconds),
      line.seconds,
      line.billed,
      projectOf(line),
      oneLine(line.client ?? ""),
      oneLine(line.tags.join(", ")),
      oneLine(line.person ?? ""),
      oneLine(line.branches.join(", ")),
      line.agents.join(", "),
      oneLine(describe(line)),
    ],
  },
  clockify: {
    head: [
      "Project",
      "Client",
      "Description",
      "Task",
      "Email",
      "Tags",
      "Billable",
      "Start Date",
      "Start Time",
      "Duration (h)",
    ],
    needs: "email",
    values: (line, { zone, email, task, describe }) => [
      projectOf(line),
      oneLine(line.client ?? ""),
      oneLine(describe(line)),
      oneLine(task),
      email,
      tagsOf(line),
      isBillable(line),
      line.day,
      local(line.start, zone, "HH:mm:ss"),
      clockOf(line),
    ],
  },
  harvest: {
    head: ["Date", "Client", "Project", "Task", "Notes", "Hours", "First name", "Last name"],
    needs: "user",
    values: (line, { user, task, describe }) => [
      line.day,
      // Nothing is imported without one.
      oneLine(line.client ?? projectOf(line)),
      projectOf(line),
      oneLine(task),
      oneLine(describe(line)),
      decimal(line.seconds),
      ...namesOf(user),
    ],
  },
  jira: {
    head: ["Issue Key", "User", "Time Spent", "Start Date & Time", "Comment"],
    needs: "user",
    byIssue: true,
    values: (line, { zone, user, describe }) => [
      line.issue ?? "",
      oneLine(user),
      line.seconds,
      local(line.start, zone, "yyyy-MM-dd'T'HH:mm:ss"),
      oneLine(describe(line)),
    ],
  },
  toggl: {
    head: [
      "User",
      "Email",
      "Client",
      "Project",
      "Description",
      "Billable",
      "Start date",
      "Start time",
      "Duration",
      "Tags",
    ],
    needs: "email",
    values: (line, { zone, email, user, describe }) => [
      oneLine(user),
      email,
      oneLine(line.client ?? ""),
      projectOf(line),
      oneLine(describe(line)),
      isBillable(line),
      line.day,
      local(line.start, zone, "HH:mm:ss"),
      clockOf(line),
      tagsOf(line),
    ],
  },
} satisfies Record<string, Form>;

export type FormName = keyof typeof FORMS;

/** What a form asks for, so that it can be asked for before anything is read. */
export function formOf(name: FormName): Form {
  return FORMS[name];
}

/** A worklog in a form. Amounts have columns of their own, which only our own form has. */
export function* worklogText(name: FormName, lines: readonly WorkLine[], context: FormContext): Iterable<string> {
  const form = formOf(name);
  const isPriced = context.amounts && name === "csv";
  yield csvLine([...form.head, ...(isPriced ? ["amount", "currency"] : [])]);
  for (const line of lines) yield csvLine([...form.values(line, context), ...(isPriced ? costOf(line) : [])]);
}

function costOf({ cost }: WorkLine): readonly Value[] {
  return cost === undefined ? ["", ""] : [moneyText(cost.minor, cost.currency), cost.currency];
}

function projectOf({ project = UNKNOWN_PROJECT }: WorkLine): string {
  return oneLine(project);
}

function local(seconds: number, zone: string, format: string): string {
  return DateTime.fromSeconds(seconds, { zone }).toFormat(format);
}

/** When the last time of a line ended: at the end of its day `24:00:00`, since `00:00:00` would lie before its start. */
function endOfDay({ day, end }: WorkLine, zone: string): string {
  return local(end, zone, "yyyy-MM-dd") === day ? local(end, zone, "HH:mm:ss") : "24:00:00";
}

function clockOf({ seconds }: WorkLine): string {
  return clockText(seconds).padStart(8, "0");
}

/** Hours with as many decimals as they need, four at most. */
function decimal(seconds: number): string {
  return String(Number((seconds / 3600).toFixed(4)));
}

/** Tags are split at commas there. */
function tagsOf({ tags }: WorkLine): string {
  return tags.map((tag) => oneLine(tag).replaceAll(",", " ")).join(", ");
}

/** What has a rate is billed. */
function isBillable({ cost }: WorkLine): "Yes" | "No" {
  return cost === undefined ? "No" : "Yes";
}

/** First names, and a last one. */
function namesOf(user: string): readonly [string, string] {
  const words = oneLine(user).split(/\s+/);
  return [words.slice(0, -1).join(" "), words.at(-1) ?? ""];
}
