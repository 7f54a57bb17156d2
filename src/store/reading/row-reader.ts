import { withoutMachine } from "../../events/machine-id.ts";
import type { Connection, Row } from "../engine/connection.ts";
import { Copies, hasSeveralMachines } from "./copies.ts";
import { eachOnce } from "./each-once.ts";
import { Dictionary, type Session } from "../rows/dictionary.ts";
import {
  BRIEF_COLUMNS,
  BRIEF_COLUMNS_IN_ORDER,
  COLUMNS,
  knowAll,
  rowId,
  storedRow,
  type StoredRow,
} from "../rows/stored-row.ts";
import type { DamagedEvent, EventQuery, Tell } from "./event-query.ts";

/** Makes events of rows as they lie in the store: finds their names, and whose they are. */
export class RowReader {
  readonly #dictionary: Dictionary;
  readonly #types: ReadonlySet<string> | undefined;
  readonly #tell: Tell;
  /** What is read of each row. */
  readonly columns: string;
  /** Where events are asked for once and come from several machines. */
  readonly copies: Copies | undefined;

  private constructor(
    connection: Connection,
    { types, isBrief }: Pick<EventQuery, "types" | "isBrief">,
    { tell, copies }: { readonly tell: Tell; readonly copies: Copies | undefined },
  ) {
    this.#dictionary = new Dictionary(connection);
    this.#types = types === undefined ? undefined : new Set(types);
    this.#tell = tell;
    this.copies = copies;
    this.columns = isBrief !== true ? COLUMNS : copies === undefined ? BRIEF_COLUMNS : BRIEF_COLUMNS_IN_ORDER;
  }

  static async of(connection: Connection, query: EventQuery, tell: Tell): Promise<RowReader> {
    const isCopied = query.once === true && (await hasSeveralMachines(connection));
    return new RowReader(connection, query, { tell, copies: isCopied ? new Copies(connection) : undefined });
  }

  /** The events of some rows, added to others; those that are damaged are told and left out. */
  async take(rows: readonly Row[], found: StoredRow[]): Promise<void> {
    await knowAll(this.#dictionary, rows);
    if (this.copies !== undefined) await this.#knowOwners(this.copies, rows);
    for (const raw of rows) {
      const row = storedRow(raw, this.#dictionary);
      if (typeof row === "string") this.#tell(damagedEvent(raw, row));
      else if (this.#types === undefined || this.#types.has(row.kind.type)) found.push(this.#owned(row, raw[4]));
    }
  }

  /** The session of a number, if it is known. */
  sessionOf(number: number): Session | undefined {
    return this.#dictionary.sessions.get(number);
  }

  /** Rows in the order of their times, as they are handed out: each once where that is asked for. */
  inOrder(rows: StoredRow[]): readonly StoredRow[] {
    const { copies } = this;
    return copies === undefined ? inOrder(rows, rowId) : inOrder(eachOnce(rows, copies), idOnAnyMachine);
  }

  async #knowOwners(copies: Copies, rows: readonly Row[]): Promise<void> {
    const sessions = new Set(rows.map((row) => row[4]));
    await copies.know(sessions);
    const owners = [...sessions].flatMap((session) => (typeof session === "number" ? copies.ownerOf(session) : []));
    await this.#dictionary.know({ kinds: [], sessions: owners, places: [], paths: [] });
  }

  #owned(row: StoredRow, session: unknown): StoredRow {
    const owner = this.copies?.ownerOf(session as number);
    if (owner === undefined || owner === session) return row;
    const of = this.sessionOf(owner);
    return of === undefined ? row : { ...row, owner: of };
  }
}

/** What is left of an event that is none. */
export function damagedEvent([at, , seq, , , , key]: Row, why: string): DamagedEvent {
  const time = typeof at === "number" && Math.abs(at) < 8.64e15 ? new Date(at).toISOString() : "?";
  // Reports do not read numbers.
  return { id: `${time}:${String(key)}${seq === 0 ? "" : ` (number ${String(seq)})`}`, why };
}

/** What stands first in an order by IDs wherever the log lies; a machine's name tells apart what is left. */
function idOnAnyMachine(row: StoredRow): string {
  const id = rowId(row);
  return `${withoutMachine(id)}\n${id}`;
}

/** Of one millisecond by their IDs; the rest is in order. */
function inOrder(rows: StoredRow[], idOf: (row: StoredRow) => string): readonly StoredRow[] {
  for (let from = 0; from < rows.length;) {
    let to = from + 1;
    while (to < rows.length && rows[to]?.at === rows[from]?.at) to++;
    if (to - from > 1) {
      const ids = new Map(rows.slice(from, to).map((row) => [row, idOf(row)]));
      const sorted = [...ids.keys()].sort((a, b) => ((ids.get(a) ?? "") < (ids.get(b) ?? "") ? -1 : 1));
      for (const [at, row] of sorted.entries()) rows[from + at] = row;
    }
    from = to;
  }
  return rows;
}
