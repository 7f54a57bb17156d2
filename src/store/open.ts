import { chmodSync, chownSync, closeSync, fchmodSync, mkdirSync, openSync, statSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { StoredEvent } from "../events/stored-event.ts";
import { EXIT, Failure, reason } from "../failure.ts";
import { openSqlite, openSqliteToRead, whileBusy } from "../lib/sqlite/sqlite-file.ts";
import { fileConnection, type Connection } from "./engine/connection.ts";
import type { Watch } from "./schema/convert.ts";
import type { EventQuery, Tell } from "./reading/event-query.ts";
import { DisorderError, eventsOf, pages, pagesAround } from "./reading/events.ts";
import { locationOf, type Location, type StoreOptions } from "./location.ts";
import type { Database } from "./schema/schema.ts";
import { isFirstForm, OldStore, stateOf } from "./schema/state.ts";
import type { StoredRow } from "./rows/stored-row.ts";
import { damaged, storeFailure } from "./engine/store-failure.ts";

/** An open store. Whoever opens it closes it. */
export interface Store {
  /** Where it is, fit for messages. */
  readonly location: string;
  /** The query builder, which is loaded when it is asked for. */
  database(): Promise<Database>;
  readonly connection: Connection;
  /** The stored events, ordered by time and ID; a damaged one is told to who listens, or fails. */
  events(query?: EventQuery, tell?: Tell): AsyncIterable<StoredEvent>;
  /** The same as they are stored, many at a time. */
  rows(query?: EventQuery, tell?: Tell): AsyncIterable<readonly StoredRow[]>;
  close(): Promise<void>;
}

const PATIENCE_MS = 10_000;

export interface Patience {
  /** How long to wait for others who write. */
  readonly patienceMs?: number;
}

/** Opens a store to ask it; nothing is created or changed. `undefined` when there is none, or nothing in it yet. */
export async function openStore(options: StoreOptions & Patience): Promise<Store | undefined> {
  const location = locationOf(options);
  if (location.engine === "sqlite" && !isFile(location.path)) return undefined;
  return opened(location, options, async (connection) => {
    const state = await stateOf(connection, location.shown);
    if (state === "old") throw new OldStore(location.shown);
    return state === "current";
  });
}

/** Opens a store to import into it; creates it, or brings it up to date. */
export async function openStoreToWrite(options: StoreOptions & Patience & { readonly watch?: Watch }): Promise<Store> {
  const location = locationOf(options);
  if (location.engine === "sqlite") createFile(location);
  const store = await opened(location, { ...options, write: true }, async (connection) => {
    const state = await stateOf(connection, location.shown);
    if (location.engine === "sqlite") await prepareFile(connection);
    const isOfFirstForm = state === "old" && (await isFirstForm(connection));
    if (state !== "current") {
      const { migrate } = await import("./schema/migrations.ts");
      await migrate(connection, options.watch ?? (() => undefined));
    }
    if (isOfFirstForm && location.engine === "sqlite") await shrinkFile(connection);
    return true;
  });
  if (store === undefined) throw new Error("a store that was created is there");
  return store;
}

async function opened(
  location: Location,
  { patienceMs = PATIENCE_MS, write = false }: Patience & { readonly write?: boolean },
  isUsable: (connection: Connection) => Promise<boolean>,
): Promise<Store | undefined> {
  let connection: Connection | undefined;
  try {
    const connected: Connection = await (location.engine === "sqlite"
      ? openFile(location.path, { patienceMs, write })
      : connectServer(location.url, patienceMs));
    connection = connected;
    if (await whileBusy(patienceMs, () => isUsable(connected))) return storeOf(connected, location.shown);
    await connected.close();
    return undefined;
  } catch (error) {
    await connection?.close().catch(() => undefined);
    throw storeFailure(error, location.shown);
  }
}

function storeOf(connection: Connection, location: string): Store {
  const refuse: Tell = ({ id, why }) => {
    throw damaged(location, `the event ${JSON.stringify(id)}: ${why}`);
  };
  const store: Store = {
    location,
    database: () => connection.database(),
    connection,
    async *events(query, tell = refuse) {
      for await (const page of store.rows(query, tell)) yield* eventsOf(page, tell);
    },
    async *rows(query = {}, tell = refuse) {
      try {
        const { context } = query;
        if (context === undefined) yield* pages(connection, query, tell);
        else yield* pagesAround(connection, { ...query, context }, tell);
      } catch (error) {
        if (error instanceof DisorderError) throw damaged(location, "its events do not lie in their order");
        throw storeFailure(error, location);
      }
    },
    close: () => connection.close(),
  };
  return store;
}

interface FileOptions {
  readonly patienceMs: number;
  readonly write: boolean;
}

async function openFile(path: string, options: FileOptions): Promise<Connection> {
  const database = await (options.write ? openToWrite(path, options) : openSqliteToRead(path, options));
  return fileConnection(database, options);
}

async function connectServer(url: string, patienceMs: number): Promise<Connection> {
  const { openServer, serverConnection } = await import("./engine/server.ts");
  return serverConnection(await openServer(url, patienceMs));
}

async function openToWrite(path: string, options: FileOptions): Promise<DatabaseSync> {
  return whileBusy(options.patienceMs, () => {
    const opened = openSqlite(path, options);
    try {
      opened.exec("select count(*) from sqlite_schema");
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  });
}

/** Only once it is known to be ours: the journal is a property of the file. */
async function prepareFile(connection: Connection): Promise<void> {
  await connection.rows("pragma journal_mode = wal");
  // Committed means on disk: the exporter forgets what we have told it is stored.
  await connection.rows("pragma synchronous = full");
  // Pages are copied back less often, and more of an index is at hand: an import of years takes half as long.
  await connection.rows("pragma wal_autocheckpoint = 16000");
  await connection.rows("pragma cache_size = -32768");
}

/** Gives back the room that the older form took; where there is no room for that it stays for later events. */
async function shrinkFile(connection: Connection): Promise<void> {
  await connection.rows("vacuum").catch(() => undefined);
}

/** Whether there is a file; fails where something else is, or cannot be looked at. */
function isFile(path: string): boolean {
  let stat: Stats | undefined;
  try {
    stat = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new Failure(EXIT.output, `the store \`${path}\` cannot be opened (${reason(error)})`, {
      hint: "name another one with --db, or another --data-dir",
      cause: error,
    });
  }
  if (stat !== undefined && !stat.isFile())
    throw new Failure(EXIT.output, `the store \`${path}\` is not a file`, { hint: "name another one with --db" });
  return stat !== undefined;
}

/** Makes the file before SQLite does, for its owner alone. A run as root leaves it to the owner of the directory. */
function createFile({ path, isDefault }: Extract<Location, { engine: "sqlite" }>): void {
  const directory = dirname(path);
  try {
    if (isDefault && mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(directory, 0o700);
    if (isFile(path)) return;
    const file = openSync(path, "a", 0o600);
    // Whatever the umask is.
    fchmodSync(file, 0o600);
    closeSync(file);
    const { uid, gid } = statSync(directory);
    if (process.getuid?.() === 0) chownSync(path, uid, gid);
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new Failure(EXIT.output, `the store \`${path}\` cannot be created (${reason(error)})`, {
      hint: "name another one with --db, or another --data-dir",
      cause: error,
    });
  }
}
