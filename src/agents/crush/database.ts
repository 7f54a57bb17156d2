import type { DatabaseSync } from "node:sqlite";
import { basename, dirname } from "node:path";
import { columnsOf, wholeNumber } from "../../logs/databases/columns.ts";
import type { DatabaseFormat } from "../../logs/databases/database-logs.ts";
import type { Table } from "../../logs/databases/rows.ts";
import type { Log } from "../../logs/source.ts";
import { Messages } from "./messages.ts";

/** Sessions of Crush: `messages` and `sessions` of `crush.db`. */
export const crushDatabase: DatabaseFormat = {
  revision: 3,
  tables: (database) => [messagesOf(database)],
  unknownPart: () => undefined,
  decoder: (database, unknown, log) => new Messages(database, unknown, projectOf(log)),
};

/** The record is the list of a message's parts. What marks a summary came in August 2025. */
function messagesOf(database: DatabaseSync): Table {
  const summary = columnsOf(database, "messages").has("is_summary_message") ? "is_summary_message" : "0";
  return {
    name: "messages",
    columns: ["session_id", "role", "model", `${summary} AS is_summary`, wholeNumber("created_at")],
    record: `'{"parts":' || parts || '}'`,
  };
}

/** The project of a database: the folder above `.crush`. What lies elsewhere does not say whose it is. */
function projectOf({ path }: Log): string | undefined {
  const directory = dirname(path);
  return basename(directory) === ".crush" ? dirname(directory) : undefined;
}
