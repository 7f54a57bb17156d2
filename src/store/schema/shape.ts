import { sql } from "kysely";
import { openSqlite } from "../../lib/sqlite/sqlite-file.ts";
import { fileConnection, type Engine } from "../engine/connection.ts";
import { migrate } from "./migrations.ts";
import type { Database } from "./schema.ts";

/** The tables of a database with their columns, and its indexes, by their names. */
interface Shape {
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
  readonly indexes: ReadonlySet<string>;
}

/** What a store of this version has and this database has not. What somebody added to it is theirs. */
export async function missingIn(db: Database, engine: Engine): Promise<readonly string[]> {
  const [wanted, is] = [await newShape(), await shapeOf(db, engine)];
  const missing: string[] = [];
  for (const [table, columns] of wanted.columns) {
    const there = is.columns.get(table);
    if (there === undefined) missing.push(`the table '${table}'`);
    else
      for (const column of columns)
        if (!there.has(column)) missing.push(`the column '${column}' of the table '${table}'`);
  }
  for (const index of wanted.indexes) if (!is.indexes.has(index)) missing.push(`the index '${index}'`);
  return missing;
}

/** As the migrations make it. */
async function newShape(): Promise<Shape> {
  const patience = { patienceMs: 0 };
  const database = openSqlite(":memory:", patience);
  const connection = fileConnection(database, patience);
  try {
    await migrate(connection, () => undefined);
    return await shapeOf(await connection.database(), "sqlite");
  } finally {
    await connection.close();
  }
}

async function shapeOf(db: Database, engine: Engine): Promise<Shape> {
  const schema =
    engine === "postgres" ? (await sql<{ name: string }>`select current_schema() as name`.execute(db)).rows : [];
  const tables = await db.introspection.getTables();
  const own = schema[0] === undefined ? tables : tables.filter((table) => table.schema === schema[0]?.name);
  // SQLite makes those of keys itself, and PostgreSQL calls them otherwise.
  const indexes =
    engine === "sqlite"
      ? sql<{ name: string }>`select name from sqlite_schema where type = 'index' and name not like 'sqlite_%'`
      : sql<{ name: string }>`select indexname as name from pg_catalog.pg_indexes where schemaname = current_schema()`;
  return {
    columns: new Map(own.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))])),
    indexes: new Set((await indexes.execute(db)).rows.map(({ name }) => name)),
  };
}
