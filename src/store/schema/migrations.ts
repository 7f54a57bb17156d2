import { sql, type Kysely } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { EXIT, Failure } from "../../failure.ts";
import type { Connection, Engine } from "../engine/connection.ts";
import { convert, type Watch } from "./convert.ts";
import { MIGRATIONS, type Database } from "./schema.ts";
import { lockForWriting } from "../engine/writing-lock.ts";

/** What was done to a store to make it what it is, oldest first. Never changed, only added to. */
function migrations(engine: Engine, toSecondForm: () => Promise<void>): Readonly<Record<string, Migration>> {
  // Text is compared by bytes in both: the order of events must not depend on a locale.
  const text = engine === "postgres" ? sql`text collate "C"` : sql`text`;
  return {
    "0001-events": {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable("events")
          .addColumn("id", text, (column) => column.notNull().primaryKey())
          .addColumn("timestamp", text, (column) => column.notNull())
          .addColumn("type", text, (column) => column.notNull())
          .addColumn("source", text, (column) => column.notNull())
          .addColumn("agent", text)
          .addColumn("session_id", text)
          .addColumn("cwd", text)
          .addColumn("git_branch", text)
          .addColumn("machine_id", text)
          .addColumn("data", text, (column) => column.notNull())
          .execute();
        const index = (name: string) => db.schema.createIndex(`events_by_${name}`).on("events");
        await index("time").column("timestamp").execute();
        await index("type").columns(["type", "timestamp"]).execute();
        await index("session").columns(["session_id", "timestamp"]).execute();
        // A path may be longer than an entry of PostgreSQL's ordered index.
        const byCwd = index("cwd").column("cwd");
        await (engine === "postgres" ? byCwd.using("hash") : byCwd).execute();
        await db.schema
          .createTable("imports")
          .addColumn("id", text, (column) => column.notNull().primaryKey())
          .addColumn("started", text, (column) => column.notNull())
          .addColumn("ended", text)
          .addColumn("origin", text, (column) => column.notNull())
          .addColumn("read", "integer", (column) => column.notNull())
          .addColumn("inserted", "integer", (column) => column.notNull())
          .addColumn("duplicates", "integer", (column) => column.notNull())
          .addColumn("conflicts", "integer", (column) => column.notNull())
          .addColumn("malformed", "integer", (column) => column.notNull())
          .addColumn("ignored", "integer", (column) => column.notNull())
          .execute();
      },
    },
    "0002-parts": { up: toSecondForm },
    "0003-people": {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable("event_people")
          .addColumn("machine_id", text, (column) => column.notNull().primaryKey())
          .addColumn("person", text, (column) => column.notNull())
          .execute();
      },
    },
    "0004-deliveries": {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable("event_deliveries")
          .addColumn("name", text, (column) => column.notNull().primaryKey())
          .addColumn("imported_at", engine === "postgres" ? "bigint" : "integer", (column) => column.notNull())
          .execute();
        // By which rules the events of a session were made: the oldest of them, or none that is known.
        await db.schema.alterTable("event_sessions").addColumn("rules", "integer").execute();
        // By which rules everything was replaced last that the logs of an agent, on a machine, still gave, and the last
        // session that was known then.
        await db.schema
          .createTable("event_corrections")
          .addColumn("agent", text, (column) => column.notNull())
          .addColumn("machine_id", text, (column) => column.notNull())
          .addColumn("rules", "integer", (column) => column.notNull())
          .addColumn("last_session", "integer", (column) => column.notNull())
          .addPrimaryKeyConstraint("event_corrections_of", ["agent", "machine_id"])
          .execute();
        await db.schema
          .alterTable("imports")
          .addColumn("removed", "integer", (column) => column.notNull().defaultTo(0))
          .execute();
      },
    },
    "0005-pushes": {
      async up(db: Kysely<unknown>) {
        const second = engine === "postgres" ? "bigint" : "integer";
        await db.schema
          .createTable("event_pushes")
          .addColumn("tracker", text, (column) => column.notNull())
          .addColumn("place", text, (column) => column.notNull())
          .addColumn("bucket", text, (column) => column.notNull())
          .addColumn("name", text, (column) => column.notNull())
          .addColumn("interval_id", text, (column) => column.notNull())
          .addColumn("start_at", second, (column) => column.notNull())
          .addColumn("end_at", second, (column) => column.notNull())
          .addColumn("project", text, (column) => column.notNull())
          .addColumn("content", text, (column) => column.notNull())
          .addColumn("basis", text, (column) => column.notNull())
          .addColumn("own_id", second)
          .addColumn("is_there", "integer", (column) => column.notNull())
          .addPrimaryKeyConstraint("event_pushes_by_name", ["tracker", "place", "bucket", "name"])
          .execute();
      },
    },
    "0006-statements": {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable("event_statements")
          .addColumn("id", text, (column) => column.notNull().primaryKey())
          .addColumn("client", text, (column) => column.notNull())
          .addColumn("since", text, (column) => column.notNull())
          .addColumn("until", text, (column) => column.notNull())
          .addColumn("made", text, (column) => column.notNull())
          .addColumn("body", text, (column) => column.notNull())
          .execute();
      },
    },
  };
}

const KNOWN: readonly string[] = Object.keys(migrations("sqlite", () => Promise.resolve()));
const OURS =
  /^(?:events|imports|event_(?:rows|kinds|sessions|places|paths|batches|foreign_ids|people|deliveries|corrections|pushes|statements))$/;

/** What a database holds: nothing of anybody's, an older or a current store of ours. Refuses everything else untouched. */
export async function stateOf(db: Database, engine: Engine, location: string): Promise<"empty" | "old" | "current"> {
  if (engine === "postgres") await refuseMissingSchema(db, location);
  const tables = await tablesOf(db, engine);
  if (!tables.includes(MIGRATIONS)) {
    // A server's schema may hold other tables beside ours; a file is ours or it is not.
    const foreign = engine === "sqlite" ? tables : tables.filter((table) => OURS.test(table));
    if (foreign.length === 0) return "empty";
    throw new Failure(
      EXIT.output,
      `\`${location}\` is a database of another program (it has a table '${foreign[0]}')`,
      {
        hint: "nothing was changed in it; name another one with --db",
      },
    );
  }
  const done = (await db.selectFrom(MIGRATIONS).select("name").execute()).map(({ name }) => name);
  const unknown = done.find((name) => !KNOWN.includes(name));
  if (unknown !== undefined)
    throw new Failure(EXIT.output, `the store \`${location}\` was written by a newer version (it has '${unknown}')`, {
      hint: "nothing was changed in it; update tt",
    });
  return done.length < KNOWN.length ? "old" : "current";
}

/** Whether a store of ours has each event as a row with a copy of everything: the second form takes a sixth of the room. */
export async function isFirstForm(db: Database): Promise<boolean> {
  const done = await db.selectFrom(MIGRATIONS).select("name").where("name", "=", "0002-parts").execute();
  return done.length === 0;
}

/** Without a schema to make tables in, none is found either: that is no empty store. */
async function refuseMissingSchema(db: Database, location: string): Promise<void> {
  const query = sql<{ schema: string | null; path: string }>`
    select current_schema() as schema, current_setting('search_path') as path`;
  const [row] = (await query.execute(db)).rows;
  if (row === undefined || row.schema !== null) return;
  throw new Failure(EXIT.output, `in \`${location}\` there is no schema ${row.path}, which the search path names`, {
    hint: "'create schema ...' in psql makes one",
  });
}

async function tablesOf(db: Database, engine: Engine): Promise<readonly string[]> {
  const query =
    engine === "sqlite"
      ? sql<{ name: string }>`select name from sqlite_schema where type in ('table', 'view') order by name`
      : sql<{ name: string }>`select c.relname as name from pg_catalog.pg_class c
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace
          where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`;
  return (await query.execute(db)).rows.map(({ name }) => name);
}

/** Brings a store up to date in one transaction: it is as before or as after, however many do it at once. */
export async function migrate(connection: Connection, watch: Watch): Promise<void> {
  await connection.db.transaction().execute(async (transaction) => {
    const within = connection.within(transaction);
    await lockForWriting(within);
    // A database may hold a store in each of its schemas.
    const [[schema] = []] =
      connection.engine === "postgres" ? await within.rows("select current_schema() as schema") : [];
    const provided = migrations(connection.engine, () => convert(within, watch));
    const { error } = await new Migrator({
      db: transaction,
      provider: { getMigrations: () => Promise.resolve(provided) },
      migrationTableName: MIGRATIONS,
      migrationLockTableName: `${MIGRATIONS}_lock`,
      ...(typeof schema === "string" ? { migrationTableSchema: schema } : undefined),
    }).migrateToLatest();
    if (error !== undefined) throw error;
  });
}
