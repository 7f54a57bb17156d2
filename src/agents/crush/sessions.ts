import type { DatabaseSync, StatementSync } from "node:sqlite";
import { wholeNumber } from "../../logs/databases/columns.ts";
import { readId, readUnixTime } from "../../logs/record/fields.ts";

/** A session, from its row. */
export interface Session {
  readonly id: string;
  /** The session whose agent began it: then it is a sub-agent's. */
  readonly parentId: string | undefined;
  /** Milliseconds since 1970. */
  readonly created: number | undefined;
}

const LONGEST_LINE = 64;

/** The sessions of a database. */
export class Sessions {
  readonly #byId: StatementSync;

  constructor(database: DatabaseSync) {
    this.#byId = database.prepare(
      `SELECT id, parent_session_id, ${wholeNumber("created_at")} FROM sessions WHERE id = ?`,
    );
  }

  of(id: unknown): Session | undefined {
    const known = readId(id);
    const row = known === undefined ? undefined : this.#byId.get(known);
    if (known === undefined || row === undefined) return undefined;
    return { id: known, parentId: readId(row["parent_session_id"]), created: readUnixTime(row["created_at"]) };
  }

  /** The person's session that a session works for: itself, or the head of its line of parents, as far as it is there. */
  headOf(session: Session): Session {
    let head = session;
    for (let steps = 0; head.parentId !== undefined && steps < LONGEST_LINE; steps++) {
      const parent = this.of(head.parentId);
      if (parent === undefined) break;
      head = parent;
    }
    return head;
  }
}
