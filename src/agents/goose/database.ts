import type { DatabaseSync } from "node:sqlite";
import { columnsOf, wholeNumber } from "../../logs/databases/columns.ts";
import type { DatabaseFormat } from "../../logs/databases/database-logs.ts";
import type { Table } from "../../logs/databases/rows.ts";
import { Ledger, ledgerOf } from "./ledger.ts";
import { Messages } from "./messages.ts";

/** Sessions of Goose since 1.10: `messages` and `sessions` of `sessions.db`. */
export const gooseDatabase: DatabaseFormat = {
  revision: 3,
  tables: (database) => [messagesOf(database), ...ledgerOf(database)],
  unknownPart: () => undefined,
  decoder(database, unknown) {
    const messages = new Messages(database, unknown);
    const ledger = new Ledger(database);
    return {
      row: (table, row, record, into) => (table === "messages" ? messages : ledger).row(table, row, record, into),
    };
  },
};

/**
 * The record is the list of a message's contents. Several rows may have one `message_id`, and a compaction writes all rows
 * of a session anew; SQLite never gives a number of `AUTOINCREMENT` twice, another database may.
 */
function messagesOf(database: DatabaseSync): Table {
  const columns = columnsOf(database, "messages");
  const own = columns.has("message_id") ? "message_id" : "NULL";
  const name = `id || ':' || session_id || ':' || coalesce(${own}, created_timestamp)`;
  return {
    name: "messages",
    id: { is: name, where: `id = CAST(?1 AS INTEGER) AND ${name} = ?1` },
    columns: [
      "session_id",
      "role",
      `${own} AS message_id`,
      `${columns.has("metadata_json") ? "metadata_json" : "NULL"} AS metadata`,
      wholeNumber("created_timestamp"),
    ],
    record: `'{"content":' || content_json || '}'`,
  };
}
