import { createHash } from "node:crypto";
import { sql } from "kysely";
import { Failure } from "../failure.ts";
import { parseObject } from "../lib/json.ts";
import { sqliteCode } from "../lib/sqlite.ts";
import { ANY, columnsOf } from "./incoming.ts";
import { REMEMBERED } from "./insert.ts";
import type { Engine } from "./migrations.ts";
import type { Store } from "./open.ts";
import { overviewOf, type Overview } from "./overview.ts";
import type { Database } from "./schema.ts";
import { missingIn } from "./shape.ts";
import { storeFailure } from "./store-failure.ts";

/** What a store is like when every part of it is looked at. */
export interface Inspection {
  /** What the database itself finds damaged, or says when it is read. */
  readonly damage: readonly string[];
  /** What a store has and this one has not. The events are then not read. */
  readonly missing: readonly string[];
  readonly contents: Contents | undefined;
}

export interface Contents {
  readonly overview: Overview;
  /** How many events were read, and a digest of them: the same events give the same one, in whatever engine. */
  readonly read: number;
  readonly digest: string;
  /** The first events that are not what was imported, and how many there are. */
  readonly spoilt: readonly SpoiltEvent[];
  readonly spoiltCount: number;
  /** How many events the imports say they stored; `undefined` where old imports are forgotten. */
  readonly imported: number | undefined;
}

export interface SpoiltEvent {
  readonly id: string;
  readonly why: string;
}

const PAGE = 2000;
const TOLD = 20;

/** Reads all of a store and changes nothing. What is damaged is found, not thrown; a server that goes away is. */
export async function inspectStore(store: Store, engine: Engine): Promise<Inspection> {
  const damage: string[] = [];
  const carefully = async <Result>(look: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await look();
    } catch (error) {
      damage.push(damageIn(error, store.location));
      return undefined;
    }
  };
  if (engine === "sqlite") damage.push(...((await carefully(() => integrityOf(store.db))) ?? []));
  const missing = (await carefully(() => missingIn(store.db, engine))) ?? [];
  if (missing.some((part) => !part.startsWith("the index"))) return { damage, missing, contents: undefined };
  const contents = await carefully(() => contentsOf(store));
  if (contents !== undefined && contents.read < contents.overview.events)
    damage.push(`${contents.overview.events} events are counted, and ${contents.read} are found by their IDs`);
  return { damage: [...new Set(damage)], missing, contents };
}

/** The words of a database that cannot read itself; what is neither damage nor ours is thrown again. */
function damageIn(error: unknown, location: string): string {
  if (!(error instanceof Error)) throw error;
  if (sqliteCode(error) !== undefined) return error.message;
  const failure = storeFailure(error, location);
  if (!(failure instanceof Failure)) throw error;
  return failure.message;
}

async function integrityOf(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(20)`.execute(db);
  return rows.map((row) => row.integrity_check).filter((line) => line !== "ok");
}

async function contentsOf(store: Store): Promise<Contents> {
  const imported = await importedBy(store.db);
  const overview = await overviewOf(store);
  const hash = createHash("sha256");
  const spoilt: SpoiltEvent[] = [];
  let [read, spoiltCount] = [0, 0];
  for (let after = ""; ;) {
    const rows = await store.db
      .selectFrom("events")
      .selectAll()
      .where("id", ">", after)
      .orderBy("id")
      .limit(PAGE)
      .execute();
    for (const row of rows) {
      hash.update(`${row.id}\n${row.data}\n`);
      const why = whatIsSpoilt(row);
      if (why === undefined) continue;
      spoiltCount++;
      if (spoilt.length < TOLD) spoilt.push({ id: row.id, why });
    }
    read += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = last.id;
  }
  return { overview, read, digest: hash.digest("hex"), spoilt, spoiltCount, imported };
}

/** Whether the text of an event is one, and its columns hold what it says. */
function whatIsSpoilt(
  row: Readonly<Record<string, unknown>> & { readonly id: string; readonly data: string },
): string | undefined {
  const event = parseObject(row.data);
  if (event === undefined) return "its text is no JSON object";
  if (event["id"] !== row.id) return "its text has another ID";
  const parts = ANY.safeParse(event);
  if (!parts.success) return `its text is no event (${parts.error.issues[0]?.path.join(".") ?? ""})`;
  for (const [name, value] of Object.entries(columnsOf(parts.data)))
    if (row[name] !== value) return `its column '${name}' says otherwise than its text`;
  return undefined;
}

async function importedBy(db: Database): Promise<number | undefined> {
  const { imports, inserted } = await db
    .selectFrom("imports")
    .select(({ fn }) => [fn.countAll().as("imports"), fn.sum("inserted").as("inserted")])
    .executeTakeFirstOrThrow();
  return Number(imports) < REMEMBERED ? Number(inserted) : undefined;
}
