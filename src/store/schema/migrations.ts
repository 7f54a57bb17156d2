import { sql, type Kysely } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import type { Connection, Engine } from "../engine/connection.ts";
import { convert, type Watch } from "./convert.ts";
import { MIGRATIONS } from "./schema.ts";
import type { MigrationName } from "./state.ts";
import { lockForWriting } from "../engine/writing-lock.ts";

/** What was done to a store to make it what it is, oldest first. Never changed, only added to. */
function migrations(engine: Engine, toSecondForm: () => Promise<void>): Readonly<Record<MigrationName, Migration>> {
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

/** Brings a store up to date in one transaction: it is as before or as after, however many do it at once. */
export async function migrate(connection: Connection, watch: Watch): Promise<void> {
  const db = await connection.database();
  await db.transaction().execute(async (transaction) => {
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
      // The fourth and the fifth were made side by side, and stores of those days have the fifth alone. From the third on,
      // none needs another of them.
      allowUnorderedMigrations: true,
      ...(typeof schema === "string" ? { migrationTableSchema: schema } : undefined),
    }).migrateToLatest();
    if (error !== undefined) throw error;
  });
}
