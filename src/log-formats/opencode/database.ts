import type { DatabaseSync } from "node:sqlite";
import type { JsonObject } from "../../lib/json/json.ts";
import type { DatabaseFormat, RowDecoder } from "../../logs/databases/database-logs.ts";
import { Messages } from "./v1/messages.ts";
import type { Unknown } from "./records.ts";
import { SessionMessages } from "./v2/session-messages.ts";
import { Sessions } from "./sessions.ts";
import { Tables } from "./tables.ts";

/** Whose databases these are. */
export interface Program {
  readonly name: string;
  /** Whether a message, by its record, was copied from logs of another kind, which are read themselves. */
  isCopy?(record: JsonObject): boolean;
}

/** Sessions of OpenCode since 1.2, and of what was forked from it. Nothing but the oldest columns is touched. */
export function databaseFormat(program: Program): DatabaseFormat {
  return {
    revision: 5,
    tables: (database) => new Tables(database).read,
    unknownPart: (database) => new Tables(database).unknownPart(program.name),
    decoder: (database, unknown, _log, asked) =>
      decoderFor(program, database, { unknown, texts: asked?.texts === true }),
  };
}

function decoderFor(
  program: Program,
  database: DatabaseSync,
  { unknown, texts }: { readonly unknown: Unknown; readonly texts: boolean },
): RowDecoder {
  const tables = new Tables(database);
  const sessions = new Sessions(database, tables);
  const first = tables.isFirst
    ? new Messages(database, sessions, { unknown, texts, isCopy: (record) => program.isCopy?.(record) === true })
    : undefined;
  const second = tables.isSecond ? new SessionMessages(database, { tables, sessions }, { unknown, texts }) : undefined;
  return {
    row(table, row, record, into) {
      const decoder = table === "session_message" ? second : first;
      return decoder?.row(table, row, record, into) ?? "done";
    },
  };
}
