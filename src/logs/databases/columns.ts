import type { DatabaseSync } from "node:sqlite";

/** The names of the columns of a table or view; none if there is no such table. */
export function columnsOf(database: DatabaseSync, table: string): ReadonlySet<string> {
  const found = database.prepare("SELECT name FROM pragma_table_info(?)").all(table);
  return new Set(found.flatMap(({ name }) => (typeof name === "string" ? [name] : [])));
}

/** A column of whole numbers: one that cannot be ours must not become an error, and `node:sqlite` refuses those beyond 2^53. */
export function wholeNumber(column: string): string {
  return `CASE WHEN ${column} BETWEEN 0 AND 999999999999999 THEN ${column} END AS ${column}`;
}
