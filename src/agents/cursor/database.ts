import type { DatabaseSync } from "node:sqlite";
import { columnsOf } from "../../logs/databases/columns.ts";
import type { DatabaseFormat, RowDecoder } from "../../logs/databases/database-logs.ts";
import type { Table } from "../../logs/databases/rows.ts";
import { Blobs } from "./blobs.ts";
import { Bubbles } from "./bubbles.ts";

/**
 * The editor's state: a row a key, of which those of messages are read and no others are looked into. A key that gets
 * another value gets another row, behind all that are there.
 */
const STATE: Table = {
  name: "cursorDiskKV",
  columns: [],
  // A value may be NULL: a version of the editor emptied it.
  record: `CASE WHEN key >= 'bubbleId:' AND key < 'bubbleId;' AND value IS NOT NULL THEN CAST(value AS TEXT) ELSE '{}' END`,
  id: { is: "key", where: "key = ?1" },
};

/** A chat of the command line: what is named by the digest of its content, messages in JSON among it. */
const CHAT: Table = {
  name: "blobs",
  columns: [],
  record: `CASE WHEN CAST(substr(data, 1, 2) AS TEXT) = '{"' THEN CAST(data AS TEXT) ELSE '{}' END`,
};

/** What Cursor keeps: the editor's `state.vscdb`, and a `store.db` a chat of the command line. */
export const cursorDatabase: DatabaseFormat = {
  revision: 1,
  tables: (database) => [STATE, CHAT].filter(({ name }) => hasTable(database, name)),
  unknownPart(database) {
    // The editor's older versions had chats in the workspaces alone.
    const isKnown = [STATE.name, CHAT.name, "ItemTable"].some((name) => hasTable(database, name));
    return isKnown ? undefined : "it has none of the tables that this version knows";
  },
  decoder(database, unknown, log): RowDecoder {
    const bubbles = hasTable(database, STATE.name) ? new Bubbles(database, unknown, log) : undefined;
    const blobs = hasTable(database, CHAT.name) ? new Blobs(database, unknown, log) : undefined;
    return {
      row: (table, row, record, into) =>
        (table === STATE.name ? bubbles?.row(row, record, into) : blobs?.row(row, record, into)) ?? "done",
    };
  },
};

function hasTable(database: DatabaseSync, name: string): boolean {
  return columnsOf(database, name).size > 0;
}
