import type { DatabaseSync, StatementSync } from "node:sqlite";
import { readId } from "../../logs/record/fields.ts";
import { sessionOf, type Session } from "./records.ts";
import type { Tables } from "./tables.ts";

/** A number that is no time must not become an error: `node:sqlite` refuses those beyond 2^53. */
const CREATED = "CASE WHEN time_created BETWEEN 0 AND 999999999999999 THEN time_created END AS created";

/** The sessions of a database, which may be in both tables: a message's is looked for in the table of its own world first. */
export class Sessions {
  readonly #ofFirst: readonly StatementSync[];
  readonly #ofSecond: readonly StatementSync[];

  constructor(database: DatabaseSync, tables: Tables) {
    const by = (table: string) => {
      if (!tables.has(table)) return [];
      const permission = tables.has(table, "permission") ? "permission" : "NULL AS permission";
      const columns = `id, parent_id, directory, ${permission}, ${CREATED}`;
      return [database.prepare(`SELECT ${columns} FROM ${table} WHERE id = ?`)];
    };
    const [first, second] = [by("session"), by("session_v2")];
    this.#ofFirst = [...first, ...second];
    this.#ofSecond = [...second, ...first];
  }

  ofFirst(id: unknown): Session | undefined {
    return found(this.#ofFirst, readId(id));
  }

  ofSecond(id: unknown): Session | undefined {
    return found(this.#ofSecond, readId(id));
  }
}

function found(places: readonly StatementSync[], id: string | undefined): Session | undefined {
  if (id === undefined) return undefined;
  for (const place of places) {
    const row = place.get(id);
    if (row === undefined) continue;
    const { id: own, parent_id: parentID, directory, created, permission } = row;
    return sessionOf(own, { parentID, directory, time: { created }, permission });
  }
  return undefined;
}
