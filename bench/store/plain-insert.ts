// What `tt import` is measured by: node:sqlite, one table of the same facts, one prepared insert, one transaction.
//   node bench/store/plain-insert.ts DB NDJSON

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";

const FIELDS = ["id", "timestamp", "source", "type", "agent", "session_id", "cwd", "git_branch", "length"] as const;
const MORE = ["has_image", "action", "duration_ms", "tool", "tool_kind", "file"] as const;
const [, , db = "", ndjson = ""] = process.argv;
const columns = [...FIELDS, ...MORE];
const database = new DatabaseSync(db);
database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -32768");
database.exec(
  `create table events (${columns.map((name) => (name === "id" ? "id text primary key" : name)).join(", ")})`,
);
const insert = database.prepare(`insert into events values (${columns.map(() => "?").join(", ")})`);
database.exec("begin");
for await (const line of createInterface({ input: createReadStream(ndjson, { highWaterMark: 1 << 20 }) })) {
  const event = JSON.parse(line) as Readonly<Record<string, string | number | boolean | undefined>>;
  insert.run(...columns.map((name) => plain(event[name])));
}
database.exec("commit");
database.close();

function plain(value: string | number | boolean | undefined): string | number | null {
  return typeof value === "boolean" ? Number(value) : (value ?? null);
}
