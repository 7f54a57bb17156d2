import { createHash } from "node:crypto";
import { arrange } from "../../hours/activities/arrange.ts";
import { changesOf, statementOf, type Statement } from "../../hours/report/statement.ts";
import type { Rounding } from "../../hours/report/rounding.ts";
import type { Span } from "../../hours/slice.ts";
import { parameterLines, parameters, utc, windowText } from "../../hours/views/parameters.ts";
import { printable, printableJson } from "../../lib/text/printable.ts";
import type { HoursRequest } from "../options/hours.ts";
import { isHumanRule, rulesOf, type RulesRequest } from "../options/rules.ts";
import { tellNext } from "../process/next-step.ts";
import { print } from "../process/print.ts";
import { eventsIn, nothingStored } from "../stored/events.ts";
import { keep, keptIn, statementIn } from "./kept.ts";
import { differencesOf, statementCsv, statementTable } from "./text.ts";

/** Of whom and of when a statement is, and how it is told. */
export interface StatementRequest extends HoursRequest {
  readonly client: string;
  readonly window: Span;
  readonly rounding: Rounding | undefined;
  readonly form: "json" | "csv" | undefined;
  /** Keeps nothing. */
  readonly dryRun: boolean;
}

/** Prints a statement as of now, and keeps it if there was none of that client and time. */
export async function tellStatement(asked: StatementRequest, now: Date): Promise<void> {
  const { client, window, zone, map, read, form, dryRun } = asked;
  const rows = await keptIn(read.store);
  const id = idOf(client, window, zone);
  const row = rows.find((kept) => kept.id === id);
  const kept = row === undefined ? undefined : statementIn(row);
  const stored = await eventsIn(read, window);
  if (stored === undefined) return print(`${nothingStored(read.store)}\n`);
  const before = kept === undefined ? undefined : asMade(kept);
  const { now: _now, ...rules } = rulesOf({ ...before?.rules, ...asked.said }, now);
  const rounding = asked.rounding ?? before?.rounding;
  const by = ["day", "project"] as const;
  const only = { clients: new Set([client]) };
  const request = { rules, window, zone, by, map, rounding, amounts: true, asked: only };
  const { by: _by, only: _only, ...made } = parameters(request);
  const current = statementOf(arrange(stored.events, stored.personOf), request, made);
  if (kept === undefined && current.lines.length === 0)
    return print(`nothing to bill to '${printable(client)}': ${windowText(window, zone)} (${zone})\n`);
  const billed = kept ?? current;
  if (row === undefined && !dryRun) {
    if (window.end * 1000 > now.getTime()) note("the period is not over: what is yet to come is not in it");
    await keep(read.store, {
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
  const state = row === undefined ? (dryRun ? "not kept" : `kept as ${id}`) : `as it was kept on ${row.made} (${id})`;
  const lines = [
    ...statementTable(billed),
    "",
    state,
    ...differences,
    ...(kept === undefined ? parameterLines(request) : []),
  ];
  await print(`${[head, "", ...lines].join("\n")}\n`);
  if (row === undefined && !dryRun) tellNext("tt statement --list");
}

/** What a statement was made with: the same command again is the same statement, whatever is said this time. */
function asMade({ parameters }: Statement): { readonly rules: RulesRequest; readonly rounding: Rounding | undefined } {
  const { human_rule: human, round_s: step, round_direction: direction, automated } = parameters;
  const seconds = (name: string) => (typeof parameters[name] === "number" ? parameters[name] : undefined);
  const [attention, agentGap, answer] = ["attention_s", "agent_gap_s", "answer_s"].map(seconds);
  return {
    rules: {
      ...(isHumanRule(human) ? { human } : {}),
      ...(attention === undefined ? {} : { attention }),
      ...(agentGap === undefined ? {} : { agentGap }),
      ...(answer === undefined ? {} : { answer }),
      ...(automated === true ? { automated } : {}),
    },
    rounding: typeof step === "number" ? { step, direction: direction === "up" ? "up" : "nearest" } : undefined,
  };
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
