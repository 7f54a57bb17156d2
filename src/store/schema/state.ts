import { EXIT, Failure } from "../../failure.ts";
import type { Connection, Engine } from "../engine/connection.ts";
import { MIGRATIONS } from "./schema.ts";

/** What a store has gone through once it is current, oldest first: `migrations.ts` does it. */
const MIGRATION_NAMES = [
  "0001-events",
  "0002-parts",
  "0003-people",
  "0004-deliveries",
  "0005-pushes",
  "0006-statements",
] as const;
export type MigrationName = (typeof MIGRATION_NAMES)[number];

const KNOWN: ReadonlySet<string> = new Set(MIGRATION_NAMES);
const OURS =
  /^(?:events|imports|event_(?:rows|kinds|sessions|places|paths|batches|foreign_ids|people|deliveries|corrections|pushes|statements))$/;

/** A store that an import brings up to date before anything can be asked of it. */
export class OldStore extends Failure {
  constructor(location: string) {
    super(EXIT.output, `the store \`${location}\` is of an older version`, {
      hint: "'tt update' brings it up to date ('tt import < /dev/null' does that alone)",
    });
  }
}

/** What a database holds: nothing of anybody's, an older or a current store of ours. Refuses everything else untouched. */
export async function stateOf(connection: Connection, location: string): Promise<"empty" | "old" | "current"> {
  const { engine } = connection;
  if (engine === "postgres") await refuseMissingSchema(connection, location);
  const tables = await tablesOf(connection);
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
  const done = (await connection.rows(`select name from ${MIGRATIONS}`)).map(([name]) => String(name));
  const unknown = done.find((name) => !KNOWN.has(name));
  if (unknown !== undefined)
    throw new Failure(EXIT.output, `the store \`${location}\` was written by a newer version (it has '${unknown}')`, {
      hint: "nothing was changed in it; update tt",
    });
  return done.length < MIGRATION_NAMES.length ? "old" : "current";
}

/** Whether a store of ours has each event as a row with a copy of everything: the second form takes a sixth of the room. */
export async function isFirstForm(connection: Connection): Promise<boolean> {
  const second: MigrationName = "0002-parts";
  const done = await connection.rows(`select name from ${MIGRATIONS} where name = ?`, [second]);
  return done.length === 0;
}

/** Without a schema to make tables in, none is found either: that is no empty store. */
async function refuseMissingSchema(connection: Connection, location: string): Promise<void> {
  const query = "select current_schema() as schema, current_setting('search_path') as path";
  const [row] = await connection.rows(query);
  if (row === undefined || row[0] !== null) return;
  throw new Failure(
    EXIT.output,
    `in \`${location}\` there is no schema ${String(row[1])}, which the search path names`,
    {
      hint: "'create schema ...' in psql makes one",
    },
  );
}

async function tablesOf(connection: Connection): Promise<readonly string[]> {
  return (await connection.rows(TABLES[connection.engine])).map(([name]) => String(name));
}

const TABLES: Readonly<Record<Engine, string>> = {
  sqlite: "select name from sqlite_schema where type in ('table', 'view') order by name",
  postgres: `select c.relname as name from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`,
};
