/** Sessions of OpenCode in each of the containers that it has had. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Exported, Info } from "../../agents/opencode/reference.ts";

/** The tables as far as anybody needs them; OpenCode has more columns, and more tables. */
export const SCHEMA = `
  PRAGMA page_size = 512;
  CREATE TABLE session (id text PRIMARY KEY, project_id text NOT NULL, parent_id text, directory text NOT NULL,
    title text NOT NULL, version text NOT NULL, time_created integer NOT NULL, time_updated integer NOT NULL,
    permission text);
  CREATE TABLE message (id text PRIMARY KEY, session_id text NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL);
  CREATE TABLE part (id text PRIMARY KEY, message_id text NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    session_id text NOT NULL, time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL);
  CREATE INDEX message_session_time_created_id_idx ON message (session_id, time_created, id);
  CREATE INDEX part_message_id_id_idx ON part (message_id, id);`;

/** A database as OpenCode would make it, and open for writing. */
export function newDatabase(path: string, journal: "wal" | "delete" = "wal"): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  database.exec(`PRAGMA journal_mode = ${journal}`);
  return database;
}

export function putSession(database: DatabaseSync, { info, messages }: Exported): void {
  const { created, updated = created } = info.time;
  database.exec("SAVEPOINT put");
  database
    .prepare("INSERT INTO session VALUES (?, 'p', ?, ?, '', '', ?, ?, ?)")
    .run(info.id, info.parentID ?? null, info.directory ?? "", created, updated, permissionOf(info));
  for (const message of messages) {
    const { id, sessionID: _, ...data } = message.info;
    const created: unknown = (data.time as Partial<Info["time"]> | null | undefined)?.created;
    const at = typeof created === "number" ? Math.trunc(created) : 0;
    database.prepare("INSERT INTO message VALUES (?, ?, ?, ?, ?)").run(id, info.id, at, at, JSON.stringify(data));
    for (const { id: part, sessionID: __, messageID: ___, ...rest } of message.parts)
      database
        .prepare("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)")
        .run(part, id, info.id, at, at, JSON.stringify(rest));
  }
  database.exec("RELEASE put");
}

export function writeStorage(storage: string, { info, messages }: Exported): void {
  const write = (path: string, value: object) => {
    mkdirSync(dirname(join(storage, path)), { recursive: true });
    writeFileSync(join(storage, path), JSON.stringify(value, null, 2));
  };
  write(`session/p/${info.id}.json`, info);
  for (const message of messages) {
    write(`message/${info.id}/${message.info.id}.json`, message.info);
    for (const part of message.parts) write(`part/${message.info.id}/${part.id}.json`, part);
  }
}

/** A database that looks like OpenCode's to who reads it, and whose messages never come to an end. */
export const ENDLESS = `
  CREATE TABLE session (id text PRIMARY KEY, parent_id text, directory text, time_created integer);
  CREATE TABLE part (id text PRIMARY KEY, message_id text, data text);
  CREATE VIEW message AS
    WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count)
    SELECT n AS rowid, 'm' AS id, 's' AS session_id, 1 AS time_created, '{}' AS data FROM count WHERE n < 0;`;
/** As the column has it: JSON. */
function permissionOf({ permission }: Info): string | null {
  if (permission === undefined || permission === null) return null;
  return typeof permission === "string" ? permission : JSON.stringify(permission);
}
