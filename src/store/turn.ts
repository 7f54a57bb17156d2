import { closeSync, chownSync, existsSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { EXIT, Failure } from "../failure.ts";
import { openSqlite, whileBusy } from "../lib/sqlite/sqlite-file.ts";
import { locationOf, type Location, type StoreOptions } from "./location.ts";
import { storeFailure } from "./engine/store-failure.ts";

const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;

/** Any number, as long as it is always the same. */
const ADVISORY_LOCK = 7_474_002;

/**
 * Does a work that must not be done twice at the same time from one store, such as a push to a tracker: who comes second
 * waits. The system lets go of a process that was killed.
 */
export async function inTurn<Result>(
  options: StoreOptions & { readonly patienceMs?: number },
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const location = locationOf(options);
  const patienceMs = options.patienceMs ?? PATIENCE_MS;
  const end = await (location.engine === "sqlite"
    ? lockFile(location.path, name, patienceMs)
    : lockServer(location, name, patienceMs));
  try {
    return await work();
  } finally {
    await end();
  }
}

type End = () => Promise<void> | void;

/** A file beside the store, which SQLite locks as the system does: nothing is ever written to it. */
async function lockFile(store: string, name: string, patienceMs: number): Promise<End> {
  if (!existsSync(store)) return () => undefined;
  const path = `${store}-${name.replaceAll(" ", "-")}`;
  try {
    createFile(path);
  } catch {
    // A store in a place that cannot be written: what was done is looked at afterwards all the same.
    return () => undefined;
  }
  const database = openSqlite(path, { patienceMs });
  try {
    await whileBusy(patienceMs, () => database.exec("begin exclusive"));
  } catch (error) {
    database.close();
    const failure = storeFailure(error, path);
    throw failure instanceof Failure ? taken(name) : failure;
  }
  return () => database.close();
}

function createFile(path: string): void {
  if (existsSync(path)) return;
  closeSync(openSync(path, "a", 0o600));
  const { uid, gid } = statSync(dirname(path));
  if (process.getuid?.() === 0) chownSync(path, uid, gid);
}

type ServerLocation = Extract<Location, { engine: "postgres" }>;

/** A lock of a connection of its own, which ends with it. */
async function lockServer({ url, shown }: ServerLocation, name: string, patienceMs: number): Promise<End> {
  const [{ openServer }, { sql }] = await Promise.all([import("./engine/server.ts"), import("kysely")]);
  const db = await openServer(url, patienceMs);
  try {
    for (const until = performance.now() + patienceMs; ;) {
      const lock = sql<{ taken: boolean }>`select pg_try_advisory_lock(${ADVISORY_LOCK}, hashtext(${name})) as taken`;
      const [row] = (await lock.execute(db)).rows;
      if (row?.taken === true) return () => db.destroy();
      if (performance.now() >= until) throw taken(name);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } catch (error) {
    await db.destroy();
    throw storeFailure(error, shown);
  }
}

function taken(name: string): Failure {
  return new Failure(EXIT.output, `another 'tt ${name}' is under way from this store`, {
    hint: "try again when that one is done",
  });
}
