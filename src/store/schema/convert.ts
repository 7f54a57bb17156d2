import { parseObject } from "../../lib/json/json.ts";
import type { Connection, Row } from "../engine/connection.ts";
import { insertEach } from "../rows/insert.ts";
import { Names } from "../rows/names.ts";
import { WHOLE } from "../rows/event-shape.ts";
import { tables } from "./tables.ts";
import { ID_FORM, taken, type Parts } from "../rows/template.ts";

const PAGE = 5000;

export type Watch = (done: number, total: number) => void;

/**
 * Brings the events of the first form of the store, a row with a copy of everything in JSON, into the second one. Within
 * a transaction: a process that is killed leaves the first form as it was.
 */
export async function convert(connection: Connection, watch: Watch): Promise<void> {
  const isFile = connection.engine === "sqlite";
  await connection.rows("alter table events rename to events_of_0001");
  for (const statement of tables(connection.engine)) await connection.rows(statement);
  const [[count] = []] = await connection.rows("select count(*) from events_of_0001");
  const total = Number(count);
  const names = new Names();
  const now = new Date();
  // In a file in the order of their imports; a server keeps none.
  const order = isFile ? "rowid" : "timestamp, id";
  const keyColumns = isFile ? "rowid as number" : "timestamp as last_timestamp, id as last_id";
  let after: readonly unknown[] = isFile ? [-1] : ["", ""];
  for (let done = 0; done < total;) {
    const where = isFile ? "rowid > ?" : "(timestamp, id) > (?, ?)";
    const sql = `select ${keyColumns}, id, timestamp, source, type, data from events_of_0001 where ${where} order by ${order} limit ${PAGE}`;
    const rows = await connection.rows(sql, after as string[]);
    const last = rows.at(-1);
    if (last === undefined) break;
    const keys = isFile ? 1 : 2;
    after = last.slice(0, keys);
    await insertEach(
      connection,
      names,
      rows.map((row) => oldEvent(row.slice(keys))),
      now,
    );
    watch((done += rows.length), total);
  }
  await connection.rows("drop table events_of_0001");
}

/** An event as it was stored; what is damaged is kept as it is, and told when it is read. */
function oldEvent([id, timestamp, source, type, data]: Row): Parts {
  const event = parseObject(String(data));
  if (event !== undefined && event["id"] === id && event["timestamp"] === timestamp && event["type"] === type)
    return taken(event);
  const known = { id: String(id), timestamp: String(timestamp), source: String(source), type: String(type) };
  const at = Date.parse(known.timestamp);
  const parts = taken({ ...known, timestamp: Number.isNaN(at) ? new Date(0).toISOString() : known.timestamp });
  const whole = {
    template: WHOLE,
    shape: undefined,
    form: ID_FORM.foreign,
    key: known.id,
    isForeign: true,
    rest: String(data),
  };
  return { ...parts, ...whole, number1: null, number2: null };
}
