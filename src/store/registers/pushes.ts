import { Failure } from "../../failure.ts";
import { sqliteCode } from "../../lib/sqlite/sqlite-file.ts";
import type { StoreOptions } from "../location.ts";
import { openStore, openStoreToWrite, type Store } from "../open.ts";
import { storeFailure } from "../engine/store-failure.ts";
import type { Database } from "../schema/schema.ts";

/** A time tracker: which one, and which of its kind (its own name, or its address). */
export interface Tracker {
  readonly tracker: string;
  readonly place: string;
}

/** An entry that was put into a tracker. */
export interface Pushed {
  /** Where a tracker keeps its entries apart; else empty. */
  readonly bucket: string;
  /** What the entry is called there: by its interval's ID, or as a part of that. */
  readonly name: string;
  readonly interval: string;
  readonly start: number;
  readonly end: number;
  readonly project: string;
  /** A digest of the entry as it stood in the tracker: another one there was changed by somebody else. */
  readonly content: string;
  /** A digest of the interval as it was: the entry of another one is stale. */
  readonly basis: string;
  /** The tracker's own id of it, if it has one. */
  readonly ownId: number | undefined;
  /** Whether it was seen there. Else somebody set out to put it there, and may have been killed before. */
  readonly isThere: boolean;
}

const CHUNK = 200;

/** What the store remembers of the entries in one tracker. Whoever opens it closes it. */
export class Pushes {
  readonly #store: Store;
  readonly #tracker: Tracker;
  readonly #warn: (text: string) => void;
  #isForgetful = false;

  constructor(store: Store, tracker: Tracker, warn: (text: string) => void) {
    this.#store = store;
    this.#tracker = tracker;
    this.#warn = warn;
  }

  /** The entries that began, as they were pushed, in a window. */
  async entries({ start, end }: { readonly start: number; readonly end: number }): Promise<readonly Pushed[]> {
    try {
      const db = await this.#store.database();
      const rows = await db
        .selectFrom("event_pushes")
        .selectAll()
        .where("tracker", "=", this.#tracker.tracker)
        .where("place", "=", this.#tracker.place)
        .where("start_at", ">=", Math.max(start, -Number.MAX_SAFE_INTEGER))
        .where("start_at", "<", Math.min(end, Number.MAX_SAFE_INTEGER))
        .orderBy("start_at")
        .orderBy("bucket")
        .orderBy("name")
        .execute();
      return rows.map((row) => ({
        bucket: row.bucket,
        name: row.name,
        interval: row.interval_id,
        start: row.start_at,
        end: row.end_at,
        project: row.project,
        content: row.content,
        basis: row.basis,
        ownId: row.own_id ?? undefined,
        isThere: row.is_there === 1,
      }));
    } catch (error) {
      if (!isRefused(error)) throw storeFailure(error, this.#store.location);
      this.#forgo("does not show this role what was pushed");
      return [];
    }
  }

  /** Remembers entries, in the place of what was remembered under their names: all of them or none. */
  async remember(entries: readonly Pushed[]): Promise<void> {
    const rows = [...new Map(entries.map((entry) => [`${entry.bucket}\n${entry.name}`, entry])).values()].map(
      ({ interval, start, end, ownId, isThere, ...rest }) => ({
        ...this.#tracker,
        ...rest,
        // PostgreSQL has no room for it in a text.
        project: rest.project.replaceAll("\0", "\uFFFD").toWellFormed(),
        interval_id: interval,
        start_at: start,
        end_at: end,
        own_id: ownId ?? null,
        is_there: isThere ? 1 : 0,
      }),
    );
    await this.#write(rows, (db, chunk) =>
      db
        .insertInto("event_pushes")
        .values(chunk)
        .onConflict((conflict) =>
          conflict.columns(["tracker", "place", "bucket", "name"]).doUpdateSet((eb) => ({
            interval_id: eb.ref("excluded.interval_id"),
            start_at: eb.ref("excluded.start_at"),
            end_at: eb.ref("excluded.end_at"),
            project: eb.ref("excluded.project"),
            content: eb.ref("excluded.content"),
            basis: eb.ref("excluded.basis"),
            own_id: eb.ref("excluded.own_id"),
            is_there: eb.ref("excluded.is_there"),
          })),
        )
        .execute(),
    );
  }

  async forget(entries: readonly Pick<Pushed, "bucket" | "name">[]): Promise<void> {
    await this.#write(entries, async (db, chunk) => {
      for (const { bucket, name } of chunk)
        await db
          .deleteFrom("event_pushes")
          .where("tracker", "=", this.#tracker.tracker)
          .where("place", "=", this.#tracker.place)
          .where("bucket", "=", bucket)
          .where("name", "=", name)
          .execute();
    });
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #write<Row>(rows: readonly Row[], write: (db: Database, chunk: readonly Row[]) => Promise<unknown>) {
    if (rows.length === 0 || this.#isForgetful) return;
    try {
      const db = await this.#store.database();
      await db.transaction().execute(async (transaction) => {
        for (let at = 0; at < rows.length; at += CHUNK) await write(transaction, rows.slice(at, at + CHUNK));
      });
    } catch (error) {
      if (!mayNotWrite(error)) throw storeFailure(error, this.#store.location);
      this.#forgo("cannot be written");
    }
  }

  /** Goes on without the memory. */
  #forgo(why: string): void {
    this.#isForgetful = true;
    this.#warn(`the store \`${this.#store.location}\` ${why}: it is not remembered what was pushed`);
  }
}

/**
 * Opens what a store remembers of a tracker. Of one that can only be read nothing is lost but the memory: what was
 * pushed is known then by what the tracker says.
 */
export async function openPushes(
  options: StoreOptions,
  tracker: Tracker,
  warn: (text: string) => void,
): Promise<Pushes | undefined> {
  const store = await openStoreToWrite(options).catch((error: unknown) => {
    if (error instanceof Failure && mayNotWrite(error.cause)) return openStore(options);
    throw error;
  });
  return store === undefined ? undefined : new Pushes(store, tracker, warn);
}

/** SQLITE_READONLY and SQLITE_CANTOPEN; `read_only_sql_transaction`. */
function mayNotWrite(error: unknown): boolean {
  if ([8, 14].includes(sqliteCode(error) ?? 0) || isRefused(error)) return true;
  return error instanceof Error && "code" in error && error.code === "25006";
}

/** `insufficient_privilege`. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "42501";
}
