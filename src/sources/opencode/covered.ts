import type { DatabaseSync } from "node:sqlite";
import type { Observation } from "../../events/observation.ts";
import { parseObject } from "../../lib/json.ts";
import { databaseState, isSqlite, openDatabase } from "../database-file.ts";
import { memberOf } from "../fields.ts";
import type { Batch } from "../source.ts";
import { isOpenCall } from "./observe.ts";

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
  const state = databaseState(path, 0);
  if (state === undefined) return undefined;
  try {
    return (await openDatabase(path, state, 0)).database;
  } catch (error) {
    if (isSqlite(error)) return undefined;
    throw error;
  }
}

/** Whether the record of an observation stands in a database, as far as that it gives it. */
function gives(database: DatabaseSync, seen: Observation): boolean {
  const has = (sql: string, id: string) => database.prepare(sql).get(id) !== undefined;
  const record = (table: string, id: string) => {
    const data = database.prepare(`SELECT data FROM ${table} WHERE id = ?`).get(id)?.["data"];
    return typeof data === "string" ? parseObject(data) : undefined;
  };
  try {
    switch (seen.kind) {
      case "session-started":
        return has("SELECT 1 FROM message WHERE session_id = ?", seen.sessionId);
      case "tool-use": {
        const fields = record("part", seen.key);
        return fields !== undefined && !isOpenCall({ id: seen.key, fields });
      }
      case "user-message":
        return has("SELECT 1 FROM part WHERE message_id = ?", seen.key);
      case "user-action":
        return seen.action === "interrupt"
          ? memberOf(record("message", seen.key)?.["time"], "completed") !== undefined
          : has("SELECT 1 FROM part WHERE message_id = ?", seen.key);
      case "turn-ended":
      case "tool-result":
      case "agent-message":
        return false;
    }
  } catch (error) {
    if (isSqlite(error)) return false;
    throw error;
  }
}
