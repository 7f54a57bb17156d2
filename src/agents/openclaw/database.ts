import type { DatabaseSync } from "node:sqlite";
import { columnsOf, wholeNumber } from "../../logs/databases/columns.ts";
import type { DatabaseFormat } from "../../logs/databases/database-logs.ts";
import type { Table } from "../../logs/databases/rows.ts";
import { addUnpacked } from "../../logs/databases/zstd.ts";
import { Events } from "./events.ts";

/** Transcripts of OpenClaw since summer 2026. The database holds secrets, too, in tables that are never touched. */
export const openClawDatabase: DatabaseFormat = {
  revision: 5,
  tables: (database) => [eventsOf(database)],
  unknownPart: () => undefined,
  decoder(database, unknown) {
    addUnpacked(database);
    return new Events(database, unknown, textOf(database));
  },
};

/** Long and old events are packed. */
function textOf(database: DatabaseSync): string {
  const isPacked = columnsOf(database, "transcript_events").has("event_zstd");
  return isPacked ? "coalesce(event_json, tt_unpacked(event_zstd))" : "event_json";
}

/**
 * A transcript that is written anew may give an event's place to another event: what names a row has the event's id, where
 * the table of those ids is there.
 */
function eventsOf(database: DatabaseSync): Table {
  const hasIds = columnsOf(database, "transcript_event_identities").has("event_id");
  const own = `(SELECT event_id FROM transcript_event_identities AS own
    WHERE own.session_id = transcript_events.session_id AND own.seq = transcript_events.seq)`;
  const name = `rowid || ':' || session_id || ':' || ${hasIds ? `coalesce(${own}, created_at)` : "created_at"}`;
  return {
    name: "transcript_events",
    id: { is: name, where: `rowid = CAST(?1 AS INTEGER) AND ${name} = ?1` },
    columns: ["session_id", wholeNumber("seq")],
    record: textOf(database),
  };
}
