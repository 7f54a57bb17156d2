import type { DatabaseSync } from "node:sqlite";
import type { DatabaseFormat, RowDecoder } from "../../logs/databases/database-logs.ts";
import { Messages } from "./v1/messages.ts";
import type { Unknown } from "./records.ts";
import { SessionMessages } from "./v2/session-messages.ts";
import { Sessions } from "./sessions.ts";
import { Tables } from "./tables.ts";

/** Sessions of OpenCode since 1.2: `opencode.db`, of which nothing but the oldest columns is touched. */
export const openCodeDatabase: DatabaseFormat = {
  revision: 2,
  tables: (database) => new Tables(database).read,
  unknownPart: (database) => new Tables(database).unknown,
  decoder: decoderFor,
};

function decoderFor(database: DatabaseSync, unknown: Unknown): RowDecoder {
  const tables = new Tables(database);
  const sessions = new Sessions(database, tables);
  const first = tables.isFirst ? new Messages(database, sessions, unknown) : undefined;
  const second = tables.isSecond ? new SessionMessages(database, tables, sessions, unknown) : undefined;
  return {
    row(table, row, record, into) {
      const decoder = table === "session_message" ? second : first;
      return decoder?.row(table, row, record, into) ?? "done";
    },
  };
}
