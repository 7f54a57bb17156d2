import { EXIT, Failure } from "../../failure.ts";
import type { Connection, Engine, Row, Value } from "../engine/connection.ts";
import { storeFailure } from "../engine/store-failure.ts";
import { refuseOfPart } from "../engine/unseen.ts";
import { lockForWriting } from "../engine/writing-lock.ts";
import type { Store } from "../open.ts";
import { columnsOf, tablesOfHours, type HoursRow } from "./hours-columns.ts";

/** What the table was made of and with. */
export interface HoursMade {
  /** Equal where the same would come out again; empty where nothing can say so. */
  readonly state: string;
  /** JSON. */
  readonly parameters: string;
  readonly now: Date;
}

/**
 * What hours are made of, as far as the store has it, as a text that changes whenever it does: the last event, what
 * imports removed, and whose the machines are.
 */
export async function contentsState({ connection, location }: Store): Promise<string> {
  try {
    const [last] = await connection.rows("select coalesce(max(seq), 0) from event_rows");
    const removed = await connection.rows("select id from imports where removed > 0 order by id");
    const people = await connection.rows("select machine_id, person from event_people order by machine_id, person");
    return JSON.stringify([last, removed, people]);
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** The state that the table was made in, if it is there and has the rows that it had then. */
export async function hoursState({ connection, location }: Store): Promise<string | undefined> {
  try {
    if (!(await isThere(connection, location))) return undefined;
    const [[state, digest] = []] = await connection.rows("select state, digest from hours_made");
    return digest === (await digestOf(connection)) && typeof state === "string" ? state : undefined;
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/**
 * Makes the table have these rows, in one transaction, and creates it where it is not there. Only the days that changed
 * are written; they are returned. Fails where a table of somebody else's has its name, and where the hours may be of a part.
 */
export async function writeHours(
  { connection, location }: Store,
  rows: readonly HoursRow[],
  { state, parameters, now }: HoursMade,
): Promise<readonly string[]> {
  try {
    const db = await connection.database();
    return await db.transaction().execute(async (transaction) => {
      const within = connection.within(transaction);
      await refuseOfPart(within, location, "the hours are");
      await lockForWriting(within);
      if (!(await isThere(within, location))) for (const sql of tablesOfHours(within.engine)) await within.rows(sql);
      const days = await writeDays(within, rows);
      await within.rows("delete from hours_made");
      await within.rows("insert into hours_made (written_at, parameters, state, digest) values (?, ?, ?, ?)", [
        now.toISOString(),
        parameters,
        state,
        await digestOf(within),
      ]);
      return days;
    });
  } catch (error) {
    throw storeFailure(error, location);
  }
}

async function isThere(connection: Connection, location: string): Promise<boolean> {
  const found = (await connection.rows(TABLES[connection.engine])).map(([name]) => name);
  if (found.length === 1 && found[0] === "hours")
    throw new Failure(EXIT.output, `the database \`${location}\` has a table 'hours' that tt did not make`, {
      hint: "nothing was changed in it; rename it, or keep the store in a schema or a file of its own",
    });
  return found.length === 2;
}

const TABLES: Readonly<Record<Engine, string>> = {
  sqlite: "select name from sqlite_schema where name in ('hours', 'hours_made')",
  postgres: `select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relname in ('hours', 'hours_made')`,
};

/** Tells a table that somebody changed from the one that was written. */
async function digestOf(connection: Connection): Promise<string> {
  const [sums = []] = await connection.rows(
    `select count(*) as count, coalesce(sum(human_s), 0) as human, coalesce(sum(agent_s), 0) as agent,
      coalesce(sum(union_s), 0) as "union" from hours`,
  );
  return sums.map(Number).join(" ");
}

async function writeDays(connection: Connection, rows: readonly HoursRow[]): Promise<readonly string[]> {
  const { names, select } = columnsOf(connection.engine);
  const was = Map.groupBy(await connection.rows(`select ${select} from hours`), ([day]) => String(day));
  const is = Map.groupBy(
    rows.map((row): readonly Value[] => names.map((name) => storable(row[name]))),
    ([day]) => String(day),
  );
  const changed = [...new Set([...was.keys(), ...is.keys()])]
    .filter((day) => textOf(was.get(day)) !== textOf(is.get(day)))
    .sort();
  for (const day of changed) {
    await connection.rows("delete from hours where day = ?", [day]);
    const added = is.get(day) ?? [];
    for (let at = 0; at < added.length; at += CHUNK) {
      const chunk = added.slice(at, at + CHUNK);
      const values = chunk.map((row) => `(${row.map(() => "?").join(", ")})`).join(", ");
      await connection.rows(`insert into hours (${names.join(", ")}) values ${values}`, chunk.flat());
    }
  }
  return changed;
}

const CHUNK = 200;

/** The same for the same rows in any order. */
function textOf(rows: readonly Row[] = []): string {
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join("\n");
}

/** A database takes no NUL and no half of a character. */
function storable(value: string | number): Value {
  return typeof value === "string" ? value.replaceAll("\0", "\uFFFD").toWellFormed() : value;
}
