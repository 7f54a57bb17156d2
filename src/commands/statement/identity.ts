import { createHash } from "node:crypto";
import { haveSameDays } from "../../hours/calendar.ts";
import { namesAsked, type Asked } from "../../hours/projects/asked.ts";
import type { Span } from "../../hours/slice.ts";
import { narrowingOf } from "../../hours/statement/statement.ts";
import { utc } from "../../hours/views/parameters.ts";
import type { StatementRow } from "../../store/schema/schema.ts";
import { readableIn } from "./kept.ts";

/** Of whom a statement is, of when, and by whose days. */
interface Subject {
  readonly client: string;
  readonly window: Span;
  readonly zone: string;
  /** What narrows it, beside its client. */
  readonly narrowing: Asked;
}

/** The ID of a statement, whether it is kept or not, and the zone whose days its lines are. */
interface Identity {
  readonly id: string;
  readonly row: StatementRow | undefined;
  readonly zone: string;
}

/**
 * The kept statement of a client's days, narrowed in the same way, by whichever name of the zone: one period is billed
 * once. Where there is none, the ID that it would have.
 */
export function identityOf(subject: Subject, rows: readonly StatementRow[]): Identity {
  const { zone } = subject;
  const id = idOf(subject);
  const row = rows.find((kept) => kept.id === id);
  if (row !== undefined) return { id, row, zone };
  for (const kept of rows) {
    const named = zoneOfSameDays(kept, subject);
    if (named !== undefined) return { id: kept.id, row: kept, zone: named };
  }
  return { id, row, zone };
}

/** The same client and days, narrowed in the same way, have the same id, in every store. */
function idOf({ client, window: { start, end }, zone, narrowing }: Subject): string {
  const names = namesAsked(narrowing);
  // What is narrowed by nothing keeps the id that it had before statements could be.
  const narrowed = Object.keys(names).length === 0 ? [] : [names];
  return createHash("sha256")
    .update(JSON.stringify([client, start, end, zone, ...narrowed]))
    .digest("hex")
    .slice(0, 8);
}

/** By which name of the zone a kept statement is of these very days, if it is. */
function zoneOfSameDays(kept: StatementRow, { client, window, zone, narrowing }: Subject): string | undefined {
  const isOfWindow = kept.since === utc(window.start) && kept.until === utc(window.end);
  const statement = kept.client === client && isOfWindow ? readableIn(kept) : undefined;
  if (statement === undefined) return undefined;
  const [mine, its] = [narrowing, narrowingOf(statement)].map((asked) => JSON.stringify(namesAsked(asked)));
  const named = statement.parameters["time_zone"];
  return mine === its && typeof named === "string" && haveSameDays(window, zone, named) ? named : undefined;
}
