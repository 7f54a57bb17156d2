import { CompiledQuery, Kysely, PostgresDialect, PostgresDriver, type Driver } from "kysely";
import type { Database, Tables } from "../schema/schema.ts";
import type { Connection } from "./connection.ts";

type Config = ConstructorParameters<typeof PostgresDriver>[0];
type DriverConnection = Parameters<PostgresDriver["rollbackTransaction"]>[0];

/** Connects to a database of a PostgreSQL server, once something is asked of it. */
export async function openServer(url: string, patienceMs: number): Promise<Database> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: patienceMs,
    // A connection may hold a lock.
    idleTimeoutMillis: 0,
    application_name: "tt",
    // What is counted in 64 bits here is never more than JavaScript's numbers hold.
    types: { getTypeParser: (type: number, format) => (type === INT8 ? Number : pg.types.getTypeParser(type, format)) },
  });
  // A connection may end at any time: the question that is under way tells, or the next one. An error that nobody
  // listens to would end the process, and the pool listens to idle connections only.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return new Kysely<Tables>({ dialect: new ServerDialect({ pool }) });
}

const INT8 = 20;

export function serverConnection(db: Database): Connection {
  return {
    engine: "postgres",
    database: () => Promise.resolve(db),
    async rows(sql, parameters = []) {
      let nth = 0;
      const numbered = sql.replaceAll("?", () => `$${++nth}`);
      const { rows } = await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(numbered, [...parameters]));
      return rows.map((row) => Object.values(row));
    },
    within: (transaction) => serverConnection(transaction),
    close: () => db.destroy(),
  };
}

class ServerDialect extends PostgresDialect {
  readonly #config: Config;

  constructor(config: Config) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ServerDriver(this.#config);
  }
}

class ServerDriver extends PostgresDriver {
  /** A connection that ended has rolled back by that, and what ended it is what is to be told. */
  override async rollbackTransaction(connection: DriverConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => undefined);
  }
}
