import type { Delivery } from "../../delivery.ts";
import type { Connection } from "../engine/connection.ts";
import { heldSql } from "./held-sql.ts";
import type { Store } from "../open.ts";
import { storeFailure } from "../engine/store-failure.ts";

/**
 * Notes within a transaction that a delivery is stored. A store that lacks what came before it does not note it: what it
 * notes, it has with everything before. Whether it was noted.
 */
export async function noteDelivery(connection: Connection, { name, after }: Delivery, now: Date): Promise<boolean> {
  if (name === undefined) return true;
  if ((await heldAmong(connection, after)).size < new Set(after).size) return false;
  const sql = "insert into event_deliveries (name, imported_at) values (?, ?) on conflict do nothing";
  await connection.rows(sql, [name, now.getTime()]);
  return true;
}

/** Which of some deliveries an open store has. */
export async function storedDeliveries(
  { connection, location }: Store,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  try {
    return await heldAmong(connection, names);
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** The same, of a connection. */
export async function heldAmong(connection: Connection, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = names.length === 0 ? [] : await connection.rows(heldSql(names), names);
  return new Set(rows.map(([name]) => String(name)));
}
