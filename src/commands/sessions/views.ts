import { DateTime } from "luxon";
import { csvLine } from "../../lib/text/csv.ts";
import { amount, grouped } from "../../lib/text/amount.ts";
import { displayWidth, fitted } from "../../lib/text/display-width.ts";
import { clockText } from "../../lib/text/duration.ts";
import { printable, printableJson } from "../../lib/text/printable.ts";
import { TOKENS, tokensIn, usageJson, type Usage } from "../../spending/usage.ts";
import type { LogPlace } from "./places.ts";
import type { SessionRow } from "./rows.ts";

/** A session, and what the store and the disk know of it beside its hours. */
export interface Listed extends SessionRow {
  /** When its first and its last event happened, whatever the period is. */
  readonly start: string;
  readonly end: string;
  readonly usage: Usage | undefined;
  readonly log: LogPlace;
}

/** The sessions as one JSON object; `tt schema sessions` describes it. */
export function* sessionsJson(rows: readonly Listed[], head: object): Iterable<string> {
  yield `{"parameters":${printableJson(head)},"sessions":[`;
  for (const [at, row] of rows.entries()) yield `${at === 0 ? "" : ","}${printableJson(recordOf(row))}`;
  yield "]}\n";
}

function recordOf(row: Listed) {
  const { session, projects, branches, directories, start, end, human, agent, usage, log } = row;
  return {
    session: session.id,
    agent: session.agent,
    projects,
    git_branches: branches,
    directories,
    machine_id: session.machine,
    person: session.person,
    start,
    end,
    human_s: human,
    agent_s: agent,
    prompts: row.prompts,
    automated_prompts: row.automatedPrompts,
    tool_uses: row.toolUses,
    ...(usage === undefined ? undefined : { usage: usageJson(usage) }),
    log: log.path,
    log_state: log.state,
  };
}

const COLUMNS = [
  "session",
  "agent",
  "project",
  "branch",
  "directory",
  "machine",
  "person",
  "start",
  "end",
  "human_s",
  "agent_s",
  "prompts",
  "automated_prompts",
  "tool_uses",
  ...TOKENS.map((name) => `${name}_tokens`),
  "log",
  "log_state",
];

/** The same as CSV, a line a session. */
export function* sessionsCsv(rows: readonly Listed[]): Iterable<string> {
  yield csvLine(COLUMNS);
  for (const row of rows) {
    const { session, usage = {}, log } = row;
    const texts = [
      session.id,
      session.agent,
      ...[row.projects, row.branches, row.directories].map((names) => names.join(", ")),
    ];
    yield csvLine([
      ...[...texts, session.machine ?? "", session.person ?? "", row.start, row.end].map(printable),
      row.human,
      row.agent,
      row.prompts,
      row.automatedPrompts,
      row.toolUses,
      ...TOKENS.map((name) => usage[name] ?? ""),
      printable(log.path ?? ""),
      log.state,
    ]);
  }
}

const GAP = "  ";
const MOST_NAME = 24;
const LEAST_ID = 8;

/** The same for a person: a line a session, with where its log lies at the end. `home` stands as `~`. */
export function* sessionsTable(
  rows: readonly Listed[],
  { zone, home }: { readonly zone: string; readonly home: string },
): Iterable<string> {
  const idOf = shortIds(rows.map(({ session }) => session.id));
  const moment = (at: string, format: string) => DateTime.fromISO(at, { zone, locale: "en-GB" }).toFormat(format);
  const hasUsage = rows.some(({ usage }) => usage !== undefined);
  const table = rows.map((row) => {
    const { session, start, end, projects, branches, human, agent, usage } = row;
    const isOneDay = moment(start, "yyyy-MM-dd") === moment(end, "yyyy-MM-dd");
    return {
      names: [
        printable(idOf(session.id)),
        printable(session.agent),
        printable(projects.join(", ")),
        printable(branches.join(", ")),
        moment(start, "yyyy-MM-dd HH:mm"),
        moment(end, isOneDay ? "HH:mm" : "yyyy-MM-dd HH:mm"),
      ],
      numbers: [
        clockText(human),
        clockText(agent),
        String(row.prompts),
        String(row.toolUses),
        ...(hasUsage ? [usage === undefined ? "" : grouped(tokensIn(usage))] : []),
      ],
      log: logText(row.log, home),
    };
  });
  const head = {
    names: ["session", "agent", "project", "branch", "start", "end"],
    numbers: ["human", "agent", "prompts", "tools", ...(hasUsage ? ["tokens"] : [])],
    log: "log",
  };
  const lines = [head, ...table];
  const width = (cell: (line: typeof head) => string) =>
    lines.reduce((most, line) => Math.max(most, displayWidth(cell(line))), 0);
  const nameWidths = head.names.map((_, at) =>
    Math.min(
      width(({ names }) => names[at] ?? ""),
      at === 0 ? Infinity : MOST_NAME,
    ),
  );
  const numberWidths = head.numbers.map((_, at) => width(({ numbers }) => numbers[at] ?? ""));
  for (const { names, numbers, log } of lines)
    yield `${[
      ...names.map((name, at) => fitted(name, nameWidths[at] ?? 0)),
      ...numbers.map((number, at) => number.padStart(numberWidths[at] ?? 0)),
      log,
    ].join(GAP)}\n`;
  const sum = (of: (row: Listed) => number) => clockText(rows.reduce((all, row) => all + of(row), 0));
  yield `\n${amount(rows.length, "session")}: human ${sum(({ human }) => human)}, agent ${sum(({ agent }) => agent)}\n`;
}

function logText({ state, path }: LogPlace, home: string): string {
  if (path === undefined) return state === "unknown" ? "(in a database)" : "(not found)";
  const shown = path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  return `${state === "gone" ? "gone: " : ""}${printable(shown)}`;
}

/** The beginnings of IDs that tell them apart, all as long as the longest that is needed. */
function shortIds(ids: readonly string[]): (id: string) => string {
  const all = [...new Set(ids)];
  for (let length = LEAST_ID; ; length++) {
    const short = new Set(all.map((id) => id.slice(0, length)));
    if (short.size === all.length) return (id) => id.slice(0, length);
  }
}
