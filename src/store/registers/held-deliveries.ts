import { existsSync } from "node:fs";
import { Failure } from "../../failure.ts";
import { openSqliteToRead } from "../../lib/sqlite/sqlite-file.ts";
import { within } from "../../lib/process/within.ts";
import { heldSql } from "./held-sql.ts";
import type { Location } from "../location.ts";
import { loadDriver } from "../engine/driver.ts";
import { storeFailure } from "../engine/store-failure.ts";

/** Who asks goes on without an answer then: whatever is wrong with the store, an import says it better. */
const PATIENCE_MS = 3000;

/**
 * Which of some deliveries a store has committed; `undefined` where that cannot be told. Nothing is created or changed,
 * and of a file nothing is loaded but SQLite: an export asks with every run.
 */
export async function heldDeliveries(
  location: Location,
  names: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  try {
    if (location.engine === "sqlite") return await heldInFile(location.path, names);
    const { heldOnServer } = await onServer();
    const answer = heldOnServer(location.url, names, PATIENCE_MS);
    return (await within(PATIENCE_MS, answer)) ? await answer : undefined;
  } catch (error) {
    if (storeFailure(error, location.shown) instanceof Failure) return undefined;
    throw error;
  }
}

/** Loads all that is needed to ask a store, for whoever may ask it when its files are gone. */
export async function loadHeld({ engine }: Pick<Location, "engine">): Promise<void> {
  if (engine === "postgres") await Promise.all([onServer(), loadDriver()]);
}

const onServer = async () => import("./held-on-server.ts");

async function heldInFile(path: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (!existsSync(path)) return new Set();
  const database = await openSqliteToRead(path, { patienceMs: PATIENCE_MS });
  try {
    const hasTable =
      database.prepare("select 1 from sqlite_schema where name = 'event_deliveries'").get() !== undefined;
    const rows = hasTable ? database.prepare(heldSql(names)).all(...names) : [];
    return new Set(rows.map(({ name }) => String(name)));
  } finally {
    database.close();
  }
}
