import { heldAmong } from "./deliveries.ts";
import { openServer, serverConnection } from "../engine/server.ts";

/** Which of some deliveries a store on a server has committed; none where there is no store yet. */
export async function heldOnServer(
  url: string,
  names: readonly string[],
  patienceMs: number,
): Promise<ReadonlySet<string>> {
  const db = await openServer(url, patienceMs);
  try {
    const connection = serverConnection(db);
    const [[table] = []] = await connection.rows("select to_regclass('event_deliveries')::text as name");
    return table === null ? new Set() : await heldAmong(connection, names);
  } finally {
    await db.destroy();
  }
}
