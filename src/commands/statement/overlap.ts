import { overlap, sameWorkAs, type Billed } from "../../hours/statement/same-work.ts";
import { narrowingOf } from "../../hours/statement/statement.ts";
import { onlyLines } from "../../hours/views/parameters.ts";
import type { Span } from "../../hours/slice.ts";
import type { StatementRow } from "../../store/schema/schema.ts";
import { readableIn } from "./kept.ts";

/** What is billed under an ID, and to whom. */
interface BilledTo extends Billed {
  readonly id: string;
  readonly client: string;
}

/** A line for each kept statement by which some of the same work may be billed, to the same client or to another one. */
export function overlapLines(rows: readonly StatementRow[], mine: BilledTo): readonly string[] {
  const isSameWork = sameWorkAs(mine);
  return rows.flatMap((row) => {
    const window = windowOf(row);
    if (row.id === mine.id || !overlap(window, mine.window)) return [];
    const statement = readableIn(row);
    const isOfClient = row.client === mine.client;
    // Of one that is damaged nobody can tell what it bills: nothing but its client and its time is known.
    if (statement === undefined ? !isOfClient : !isSameWork({ statement, window })) return [];
    if (!isOfClient) return [`the statement ${row.id}, to '${row.client}', bills some of the same days of a project`];
    const only = statement === undefined ? [] : onlyLines({ asked: narrowingOf(statement) });
    const told = [`${row.since} to ${row.until}`, ...only].join(", ");
    return [`the statement ${row.id} is of some of the same time: ${told}`];
  });
}

/** When a kept statement is of. As moments: of years after 9999 the texts have another order. */
function windowOf({ since, until }: StatementRow): Span {
  return { start: Date.parse(since) / 1000, end: Date.parse(until) / 1000 };
}
