import { createHash } from "node:crypto";
import { sql } from "kysely";
import { Failure } from "../../failure.ts";
import { sqliteCode } from "../../lib/sqlite/sqlite-file.ts";
import type { DamagedEvent } from "../reading/event-query.ts";
import { REMEMBERED } from "../registers/imports.ts";
import type { Engine } from "./connection.ts";
import { unseenBy } from "./unseen.ts";
import type { Store } from "../open.ts";
import { overviewOf, type Overview } from "../overview.ts";
import type { Database } from "../schema/schema.ts";
import { missingIn } from "../schema/shape.ts";
import { mayBeSound, storeFailure } from "./store-failure.ts";

/** What a store is like when every part of it is looked at. */
export interface Inspection {
  /** What the database itself finds damaged, or says when it is read. */
  readonly damage: readonly string[];
  /** What a store has and this one has not. */
  readonly missing: readonly string[];
  /** Not read where something is damaged or more than an index is missing. */
  readonly contents: Contents | undefined;
}

export interface Contents {
  readonly overview: Overview;
  /** How many events were read, and a digest of them: the same events give the same one, in whatever engine. */
  readonly read: number;
  readonly digest: string;
  /** The first events that are not what was imported, and how many there are. */
  readonly spoilt: readonly DamagedEvent[];
  readonly spoiltCount: number;
  /** How many events the imports say they stored; `undefined` where old ones are forgotten, or not all is seen. */
  readonly imported: number | undefined;
}

const TOLD = 20;

/** Reads all of a store and changes nothing. What is damaged is found, not thrown; a server that goes away is. */
export async function inspectStore(store: Store, engine: Engine, now: Date): Promise<Inspection> {
  const damage: string[] = [];
  const carefully = async <Result>(look: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await look();
    } catch (error) {
      damage.push(damageIn(error, store.location));
      return undefined;
    }
  };
  const db = await store.database();
  if (engine === "sqlite") damage.push(...((await carefully(() => integrityOf(db))) ?? []));
  const missing = (await carefully(() => missingIn(db, engine))) ?? [];
  // What lies in a wrong order could be read for ever.
  if (damage.length > 0 || missing.some((part) => !part.startsWith("the index")))
    return { damage: [...new Set(damage)], missing, contents: undefined };
  const contents = await carefully(() => contentsOf(store, now));
  if (contents !== undefined && contents.read < contents.overview.events)
    damage.push(`${contents.overview.events} events are counted, and ${contents.read} are found by their times`);
  return { damage: [...new Set(damage)], missing, contents };
}

/** The words of a database that cannot read itself; what is no damage is thrown again. */
function damageIn(error: unknown, location: string): string {
  const failure = storeFailure(error, location);
  if (failure instanceof Failure && mayBeSound(failure)) throw failure;
  if (error instanceof Error && sqliteCode(error) !== undefined) return error.message;
  if (!(failure instanceof Failure)) throw error;
  return failure.message;
}

async function integrityOf(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(20)`.execute(db);
  // A row may be a list of its own, under the name of the database.
  const lines = rows.flatMap((row) => row.integrity_check.split("\n"));
  return lines.filter((line) => line !== "ok" && line !== "" && !line.startsWith("*** in database"));
}

async function contentsOf(store: Store, now: Date): Promise<Contents> {
  // What all imports stored is compared with all that there is, and asked before it: an import may go on meanwhile.
  const seesAll = (await unseenBy(store.connection)) === undefined;
  const imported = seesAll ? await importedBy(await store.database()) : undefined;
  const overview = await overviewOf(store, now);
  const hash = createHash("sha256");
  const spoilt: DamagedEvent[] = [];
  let [read, spoiltCount] = [0, 0];
  const tell = (damaged: DamagedEvent) => {
    spoiltCount++;
    if (spoilt.length < TOLD) spoilt.push(damaged);
  };
  for await (const event of store.events({}, tell)) {
    read++;
    hash.update(`${JSON.stringify(event)}\n`);
  }
  return { overview, read: read + spoiltCount, digest: hash.digest("hex"), spoilt, spoiltCount, imported };
}

async function importedBy(db: Database): Promise<number | undefined> {
  const { imports, inserted, removed } = await db
    .selectFrom("imports")
    .select(({ fn }) => [
      fn.countAll().as("imports"),
      fn.sum("inserted").as("inserted"),
      fn.sum("removed").as("removed"),
    ])
    .executeTakeFirstOrThrow();
  return Number(imports) < REMEMBERED ? Number(inserted) - Number(removed) : undefined;
}
