import { EXIT, Failure } from "../../failure.ts";
import { arrange } from "../../hours/activities/arrange.ts";
import type { Rounding } from "../../hours/report/rounding.ts";
import type { Span } from "../../hours/slice.ts";
import { changesOf } from "../../hours/statement/changes.ts";
import { statementOf, type Statement } from "../../hours/statement/statement.ts";
import { onlyLines, parameterLines, parameters, roundingLines, utc, windowText } from "../../hours/views/parameters.ts";
import { printable, printableJson } from "../../lib/text/printable.ts";
import { clientsOf, refuseUnknownClient } from "../options/clients.ts";
import type { HoursRequest } from "../options/hours/hours.ts";
import { isHumanRule, rulesOf, type RulesRequest } from "../options/hours/rules.ts";
import type { ReadRequest } from "../options/store.ts";
import { tellNext } from "../process/next-step.ts";
import { print } from "../process/print.ts";
import { eventsIn, nothingStored } from "../stored/events.ts";
import { identityOf } from "./identity.ts";
import { keep, keptIn, statementIn } from "./kept.ts";
import { overlapLines } from "./overlap.ts";
import { differencesOf, roundingsOf, statementCsv, statementTable } from "./text.ts";

/** Of whom and of when a statement is, and how it is told. */
export interface StatementRequest extends HoursRequest {
  readonly client: string;
  readonly window: Span;
  readonly rounding: Rounding | undefined;
  readonly form: "json" | "csv" | undefined;
  /** Keeps nothing. */
  readonly dryRun: boolean;
}

/** Prints a statement as of now, and keeps it if there was none of that client and time, narrowed in that way. */
export async function tellStatement(asked: StatementRequest, now: Date, isAgain = false): Promise<void> {
  const { client, window, map, read, form, dryRun } = asked;
  const rows = await keptIn(read.store);
  const narrowing = { ...asked.asked, clients: undefined };
  const { id, row, zone } = identityOf({ client, window, zone: asked.zone, narrowing }, rows);
  const kept = row === undefined ? undefined : statementIn(row);
  // Whoever it is of may be called otherwise by now: it is shown all the same.
  const stored = await eventsIn(kept === undefined ? read : ofFormerNames(read), window);
  if (stored === undefined) return print(`${nothingStored(read.store)}\n`);
  refuseUnknownClient([client], [...rows.map((row) => row.client), ...clientsOf(map)]);
  const before = kept === undefined ? undefined : asMade(kept);
  const { now: _now, ...rules } = rulesOf({ ...before?.rules, ...asked.said }, now);
  const rounding = asked.rounding ?? before?.rounding;
  const by = ["day", "project"] as const;
  const only = { ...narrowing, clients: new Set([client]) };
  const request = { rules, window, zone, by, map, rounding, amounts: true, asked: only };
  const { by: _by, ...made } = parameters({ ...request, asked: narrowing });
  const current = statementOf(arrange(stored.events, stored.personOf), request, made);
  const head = [`${windowText(window, zone)} (${zone})`, ...onlyLines({ asked: narrowing })];
  if (kept === undefined && current.lines.length === 0)
    return print(`nothing to bill to '${printable(client)}': ${head.join(", ")}\n`);
  const billed = kept ?? current;
  if (row === undefined && !dryRun) {
    if (window.end * 1000 > now.getTime()) note("the period is not over: what is yet to come is not in it");
    const isKept = await keep(read.store, {
      id,
      client,
      since: utc(window.start),
      until: utc(window.end),
      made: now.toISOString(),
      body: JSON.stringify(current),
    });
    // Somebody else was quicker: theirs is what was billed.
    if (!isKept && !isAgain) return tellStatement(asked, now, true);
    // A role of PostgreSQL that does not see all rows is not shown theirs the second time either.
    if (!isKept)
      throw new Failure(EXIT.output, `a statement of the ID '${id}' is kept in the store, but cannot be seen there`, {
        hint: "the role that the store is opened with does not see all of it: ask whoever owns the store",
      });
  }
  for (const line of overlapLines(rows, { id, client, window, statement: billed })) note(line);
  const differences = kept === undefined ? [] : differencesOf(kept, current);
  if (form === "json") {
    const changes = kept === undefined ? [] : changesOf(kept, current);
    return print(`${printableJson({ id, client, made: row?.made ?? now.toISOString(), ...billed, changes })}\n`);
  }
  if (form === "csv") {
    for (const line of differences) note(line);
    return print(statementCsv(billed));
  }
  const state = row === undefined ? (dryRun ? "not kept" : `kept as ${id}`) : `as it was kept on ${row.made} (${id})`;
  const told = [
    `${printable(client)}: ${head.join("\n")}`,
    "",
    ...statementTable(billed),
    "",
    state,
    ...differences,
    ...(kept === undefined ? parameterLines(request, roundingsOf(billed)) : roundingLines(roundingsOf(billed))),
  ];
  await print(`${told.join("\n")}\n`);
  if (row === undefined && !dryRun) tellNext("tt statement --list");
}

/** The same reading, which takes names that nobody and nothing has any more. */
function ofFormerNames({ inquiry, ...read }: ReadRequest): ReadRequest {
  return { ...read, formerPersons: read.persons, inquiry: inquiry && { ...inquiry, purpose: "tell" } };
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
