import type { DatabaseSync } from "node:sqlite";
import { columnsOf } from "../../logs/databases/columns.ts";
import type { DatabaseFormat } from "../../logs/databases/database-logs.ts";
import type { Table } from "../../logs/databases/rows.ts";
import { addUnpacked } from "../../logs/databases/zstd.ts";
import { decodeThread } from "./thread.ts";

/** Threads of Zed: `threads` of `threads.db`. */
export const zedDatabase: DatabaseFormat = {
  revision: 1,
  tables: (database) => [threadsOf(database)],
  unknownPart: () => undefined,
  decoder(database) {
    addUnpacked(database);
    return { row: (_table, row, record, into) => decodeThread(row, record, into) };
  },
};

/** The record is the whole thread. The first databases have none of the optional columns. */
function threadsOf(database: DatabaseSync): Table {
  const there = columnsOf(database, "threads");
  const optional = (column: string) => (there.has(column) ? column : `NULL AS ${column}`);
  return {
    name: "threads",
    columns: ["created_at", "parent_id", "folder_paths", "folder_paths_order"].map(optional),
    record: "CASE data_type WHEN 'zstd' THEN tt_unpacked(data) ELSE CAST(data AS TEXT) END",
  };
}
