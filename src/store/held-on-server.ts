import { serverConnection } from "./connection.ts";
import { heldSql } from "./held-deliveries.ts";
import { openServer } from "./server.ts";

/** Which of some deliveries a store on a server has committed. */
export async function heldOnServer(
  url: string,
  names: readonly string[],
  patienceMs: number,
): Promise<ReadonlySet<string>> {
  const db = await openServer(url, patienceMs);
  try {
    const connection = serverConnection(db);
    const [[table] = []] = await connection.rows("select to_regclass('event_deliveries')::text as name");
    const rows = table === null ? [] : await connection.rows(heldSql(names), names);
    return new Set(rows.map(([name]) => String(name)));
  } finally {
    await db.destroy();
  }
}
