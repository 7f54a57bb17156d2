import { existsSync } from "node:fs";
import { Failure } from "../failure.ts";
import { openSqliteToRead } from "../lib/sqlite/sqlite-file.ts";
import { fileConnection, type Connection } from "./engine/connection.ts";
import { storeFailure } from "./engine/store-failure.ts";
import type { Location } from "./location.ts";
import { stateOf } from "./schema/state.ts";

/** How long whoever has nothing to do waits to hear it. */
const PATIENCE_MS = 1000;

/**
 * Whether a store is of an older version. Where that cannot be told soon, it is not: whoever needs the store will say why.
 * Nothing is created or changed, and of a file nothing is loaded but SQLite: an export asks with every run that has no events.
 */
export async function isOldStore(location: Location): Promise<boolean> {
  if (location.engine === "sqlite" && !existsSync(location.path)) return false;
  let connection: Connection | undefined;
  try {
    connection = await connectionTo(location);
    return (await stateOf(connection, location.shown)) === "old";
  } catch (error) {
    if (storeFailure(error, location.shown) instanceof Failure) return false;
    throw error;
  } finally {
    await connection?.close().catch(() => undefined);
  }
}

async function connectionTo(location: Location): Promise<Connection> {
  if (location.engine === "sqlite") {
    const options = { patienceMs: PATIENCE_MS };
    return fileConnection(await openSqliteToRead(location.path, options), options);
  }
  const { openServer, serverConnection } = await import("./engine/server.ts");
  return serverConnection(await openServer(location.url, PATIENCE_MS));
}
