import { createHash } from "node:crypto";
import { Command } from "commander";
import { EXIT, Failure, usage } from "../../failure.ts";
import { arrange } from "../../hours/activities/arrange.ts";
import { amountsOf, changesOf, Statement, statementOf } from "../../hours/report/statement.ts";
import type { Span } from "../../hours/slice.ts";
import { parameterLines, parameters, utc, windowText } from "../../hours/views/parameters.ts";
import { roundingIn } from "../../hours/report/money.ts";
import { clockText } from "../../lib/text/duration.ts";
import { parseObject } from "../../lib/json/json.ts";
import { printable, printableJson } from "../../lib/text/printable.ts";
import { openStore, openStoreToWrite } from "../../store/open.ts";
import type { StatementRow } from "../../store/schema/schema.ts";
import { dropStatement, keepStatement, statementsOf } from "../../store/registers/statements.ts";
import { freshRequestOf, freshen } from "../stored/fresh.ts";
import {
  atMostOne,
  hoursOptions,
  humanOption,
  projectMapOf,
  rulesOf,
  zoneOf,
  type HoursFlags,
} from "../options/hours.ts";
import { windowOf } from "../time/period.ts";
import { tellNext } from "../process/next-step.ts";
import { print } from "../process/print.ts";
import { PERIODS_MEANING } from "../time/spoken-period.ts";
import { eventsIn, nothingStored, refuseMissing } from "../stored/events.ts";
import { differencesOf, statementCsv, statementTable } from "./text.ts";
import { readRequestOf, storeOptionsOf, storeRequestOf, usableStoreOptionsOf } from "../options/store.ts";

interface Flags extends HoursFlags {
  readonly list?: true;
  readonly drop?: string;
  readonly round?: string;
  readonly dryRun?: true;
  readonly json?: true;
  readonly csv?: true;
  readonly [flag: string]: unknown;
}

/** `tt statement`. */
export function statementCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("statement")
    .summary("print what is billed to a client, and keep it")
    .description(
      "Print what is billed to a client for a period, a line a day and project, and keep it in the store with its figures, " +
        "its parameters and a digest of its events. The same statement again shows what was kept; if events have come late " +
        "or rules have changed since, it shows what would be otherwise now, line by line, and changes nothing.",
    )
    .argument("[CLIENT]", "as the project map names the client")
    .argument("[PERIOD]", PERIODS_MEANING)
    .option("--round <STEP[:up|:nearest]>", "round each day's time of a project, as in '15m' or '15m:up'")
    .option("--dry-run", "print it, and keep nothing")
    .option("--list", "list the statements that are kept")
    .option("--drop <ID>", "forget one, so that it can be made anew")
    .option("--json", "print JSON, in seconds")
    .option("--csv", "print CSV, a line a day and project");
  return hoursOptions(humanOption(command))
    .allowExcessArguments(true)
    .action(async (_client: string | undefined, _period: string | undefined, flags: Flags, self: Command) => {
      const words = [...self.args, ...afterDashes];
      if (flags.list !== undefined || flags.drop !== undefined) {
        if (words.length > 0) throw usage("--list and --drop are of all statements");
        return flags.drop === undefined ? list(flags) : drop(flags.drop, flags);
      }
      await tell(words, flags);
    });
}

async function list(flags: Flags): Promise<void> {
  const rows = await keptIn(flags);
  if (flags.json) {
    const statements = rows.map(({ body, ...row }) => ({ ...row, ...statementIn({ body, ...row }) }));
    return print(`${printableJson({ statements })}\n`);
  }
  if (rows.length === 0) return print("no statement is kept: 'tt statement CLIENT PERIOD' makes one\n");
  const lines = rows.map((row) => {
    const { total } = statementIn(row);
    return [row.id, printable(row.client), row.since, row.until, clockText(total.human_s), amountsOf(total.amounts)]
      .join("  ")
      .trimEnd();
  });
  await print(`${lines.join("\n")}\n`);
}

async function drop(id: string, flags: Flags): Promise<void> {
  refuseMissing(storeRequestOf(flags));
  const store = await openStoreToWrite(usableStoreOptionsOf(flags));
  try {
    if (!(await dropStatement(store, id)))
      throw usage(`no statement '${id}' is kept`, "'tt statement --list' lists them");
  } finally {
    await store.close();
  }
}

async function keptIn(flags: Flags): Promise<readonly StatementRow[]> {
  const store = await openStore(usableStoreOptionsOf(flags));
  if (store === undefined) {
    refuseMissing(storeRequestOf(flags));
    return [];
  }
  try {
    return await statementsOf(store);
  } finally {
    await store.close();
  }
}

function statementIn({ id, body }: StatementRow): Statement {
  const parsed = Statement.safeParse(parseObject(body));
  if (parsed.success) return parsed.data;
  throw new Failure(EXIT.output, `the statement '${id}' in the store is damaged`, {
    hint: `'tt statement --drop ${id}' forgets it`,
  });
}

async function tell([client, period, ...rest]: readonly string[], flags: Flags): Promise<void> {
  if (rest.length > 0) throw usage(`unexpected argument '${rest[0]}'`, "a statement is of one client and one period");
  if (client === undefined || period === undefined)
    throw usage("of whom, and of when?", "such as 'tt statement Acme last-month'");
  if (flags.client !== undefined) throw usage("the client is named once: 'tt statement CLIENT PERIOD'");
  const form = atMostOne(flags, ["json", "csv"]);
  const zone = zoneOf(flags.tz);
  const now = new Date();
  const window = await windowOf(period, {}, { now, zone });
  if (window === undefined) throw new Error("a statement is of some window");
  freshen(freshRequestOf(flags), window, now);
  const rows = await keptIn(flags);
  const id = idOf(client, window, zone);
  const row = rows.find((kept) => kept.id === id);
  const kept = row === undefined ? undefined : statementIn(row);
  const read = await eventsIn(readRequestOf(flags), window);
  if (read === undefined) return print(`${nothingStored(storeOptionsOf(flags))}\n`);
  const asBefore = kept === undefined ? flags : { ...asMade(kept), ...flags };
  const { now: _now, ...rules } = rulesOf(asBefore, now);
  const rounding = asBefore.round === undefined ? undefined : roundingIn(asBefore.round);
  if (asBefore.round !== undefined && rounding === undefined)
    throw usage(`--round: not a rounding: '${asBefore.round}'`, "such as 15m, 15m:up, 6m:nearest");
  const asked = { clients: new Set([client]) };
  const by = ["day", "project"] as const;
  const request = { rules, window, zone, by, map: projectMapOf(flags), rounding, amounts: true, asked };
  const { by: _by, only: _only, ...made } = parameters(request);
  const current = statementOf(arrange(read.events, read.personOf), request, made);
  if (kept === undefined && current.lines.length === 0)
    return print(`nothing to bill to '${printable(client)}': ${windowText(window, zone)} (${zone})\n`);
  const billed = kept ?? current;
  if (row === undefined && flags.dryRun !== true) {
    if (window.end * 1000 > now.getTime()) note("the period is not over: what is yet to come is not in it");
    await keep(flags, {
      id,
      client,
      since: utc(window.start),
      until: utc(window.end),
      made: now.toISOString(),
      body: JSON.stringify(current),
    });
  }
  for (const other of rows)
    if (other.id !== id && other.client === client && other.since < utc(window.end) && utc(window.start) < other.until)
      note(`the statement ${other.id} is of some of the same time: ${other.since} to ${other.until}`);
  const differences = kept === undefined ? [] : differencesOf(kept, current);
  if (form === "json") {
    const changes = kept === undefined ? [] : changesOf(kept, current);
    return print(`${printableJson({ id, client, made: row?.made ?? now.toISOString(), ...billed, changes })}\n`);
  }
  if (form === "csv") {
    for (const line of differences) note(line);
    return print(statementCsv(billed));
  }
  const head = `${printable(client)}: ${windowText(window, zone)} (${zone})`;
  const state =
    row === undefined
      ? flags.dryRun === true
        ? "not kept"
        : `kept as ${id}`
      : `as it was kept on ${row.made} (${id})`;
  const lines = [
    ...statementTable(billed),
    "",
    state,
    ...differences,
    ...(kept === undefined ? parameterLines(request) : []),
  ];
  await print(`${[head, "", ...lines].join("\n")}\n`);
  if (row === undefined && flags.dryRun !== true) tellNext("tt statement --list");
}

/** The flags that a statement was made with: the same command again is the same statement, whatever is said this time. */
function asMade({
  parameters,
}: Statement): Pick<Flags, "human" | "attention" | "agentGap" | "answer" | "automated" | "round"> {
  const { human_rule: human, round_s: step, round_direction: direction, automated } = parameters;
  const duration = (name: string) => (typeof parameters[name] === "number" ? `${parameters[name]}s` : undefined);
  const flags = {
    human: typeof human === "string" ? human : undefined,
    attention: duration("attention_s"),
    agentGap: duration("agent_gap_s"),
    answer: duration("answer_s"),
    automated: automated === true ? (true as const) : undefined,
    round: typeof step === "number" ? `${step}s:${String(direction)}` : undefined,
  };
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

function note(text: string): void {
  process.stderr.write(`tt: ${printable(text)}\n`);
}

/** The same client and days have the same id, in every store. */
function idOf(client: string, { start, end }: Span, zone: string): string {
  return createHash("sha256")
    .update(JSON.stringify([client, start, end, zone]))
    .digest("hex")
    .slice(0, 8);
}

async function keep(flags: Flags, row: StatementRow): Promise<void> {
  const store = await openStoreToWrite(usableStoreOptionsOf(flags));
  try {
    await keepStatement(store, row);
  } finally {
    await store.close();
  }
}
