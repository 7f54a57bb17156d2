import type { DatabaseSync } from "node:sqlite";
import type { Observation } from "../../../events/observation.ts";
import { parseObject, TooLarge, type JsonObject } from "../../../lib/json/json.ts";
import { isSystemError } from "../../../lib/process/system-error.ts";
import { isSqlite, openDatabase } from "../../../logs/databases/file.ts";
import { databaseState } from "../../../logs/databases/state.ts";
import { memberOf } from "../../../logs/record/fields.ts";
import type { Batch } from "../../../logs/source.ts";
import { isOpenCall } from "../calls/calls.ts";

/**
 * The batches of a session in the tree, without what databases give: OpenCode 1.2 copied the whole tree, under the same ids.
 * The events are the same; this only spares the repeats. `paths` are databases that were read to their ends.
 */
export async function* notInDatabases(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  paths: Iterable<string>,
): AsyncGenerator<Batch, void, undefined> {
  const databases: DatabaseSync[] = [];
  try {
    for (const path of paths) {
      const database = await openIfReadable(path);
      if (database !== undefined) databases.push(database);
    }
    for await (const batch of batches)
      yield {
        ...batch,
        observations: batch.observations.filter((seen) => !databases.some((database) => gives(database, seen))),
      };
  } finally {
    for (const database of databases) database.close();
  }
}

/** A database that cannot be read now gives nothing now: then the tree does. */
async function openIfReadable(path: string): Promise<DatabaseSync | undefined> {
  try {
    const state = databaseState(path, 0);
    return state === undefined ? undefined : (await openDatabase(path, state, 0)).database;
  } catch (error) {
    if (isSqlite(error) || isSystemError(error)) return undefined;
    throw error;
  }
}

/** Whether the record of an observation stands in a database, as far as that it gives it. */
function gives(database: DatabaseSync, seen: Observation): boolean {
  const has = (sql: string, ...asked: (string | number)[]) => database.prepare(sql).get(...asked) !== undefined;
  const record = (table: string, id: string) => {
    const data = database.prepare(`SELECT data FROM ${table} WHERE id = ?`).get(id)?.["data"];
    return typeof data === "string" ? parseObject(data) : undefined;
  };
  try {
    switch (seen.kind) {
      case "session-started":
        return has("SELECT 1 FROM message WHERE session_id = ?", seen.sessionId);
      case "tool-use":
        return givesCall(record("part", seen.key), seen.key);
      case "user-message":
        return has("SELECT 1 FROM part WHERE message_id = ?", seen.key);
      case "user-action":
        return has("SELECT 1 FROM part WHERE id = ?", seen.key)
          ? givesCall(record("part", seen.key), seen.key)
          : seen.action === "interrupt"
            ? isComplete(record("message", seen.key))
            : has("SELECT 1 FROM part WHERE message_id = ?", seen.key);
      case "session-changed":
        return has(COMPACTED, seen.sessionId, Date.parse(seen.at));
      case "usage":
        return isComplete(record("message", seen.key));
      case "error":
        return has("SELECT 1 FROM part WHERE id = ?", seen.key) || isComplete(record("message", seen.key));
      case "limit":
      case "turn-ended":
      case "tool-result":
      case "agent-message":
      case "log-line":
      case "aside":
        return false;
    }
  } catch (error) {
    if (isSqlite(error) || error instanceof TooLarge) return false;
    throw error;
  }
}

/** A part that says so, in a message of a session and a time. */
const COMPACTED = `SELECT 1 FROM message JOIN part ON part.message_id = message.id
  WHERE message.session_id = ? AND json_valid(message.data) AND message.data ->> '$.time.created' = ?
    AND json_valid(part.data) AND part.data ->> '$.type' = 'compaction'`;

function isComplete(message: JsonObject | undefined): boolean {
  return memberOf(message?.["time"], "completed") !== undefined;
}

function givesCall(fields: JsonObject | undefined, id: string): boolean {
  return fields !== undefined && !isOpenCall({ id, fields });
}
