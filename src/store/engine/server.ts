import { CompiledQuery, Kysely, PostgresDialect, PostgresDriver, type Driver } from "kysely";
import type { ClientBase } from "pg";
import type { Database, Tables } from "../schema/schema.ts";
import type { Connection } from "./connection.ts";
import { loadDriver } from "./driver.ts";

type Config = ConstructorParameters<typeof PostgresDriver>[0];
type DriverConnection = Parameters<PostgresDriver["rollbackTransaction"]>[0];

/** Connects to a database of a PostgreSQL server, once something is asked of it. Who waits there for others' locks is patient. */
export async function openServer(url: string, patienceMs: number): Promise<Database> {
  const pg = await loadDriver();
  // A statement of its own: poolers such as PgBouncer refuse what they do not know at the start of a connection. The pool
  // waits for it, which its types do not say.
  const patient = { onConnect: (client: ClientBase) => client.query(LOCK_TIMEOUT, [`${patienceMs}ms`]) };
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: patienceMs,
    // A connection may hold a lock.
    idleTimeoutMillis: 0,
    // A network that is gone says nothing: who only waits for an answer asks whether the other side is still there.
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: "tt",
    ...patient,
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
const KEEP_ALIVE_MS = 10_000;

/** Only waiting for locks ends by it, not work. What the URL, the role or the server says counts before it. */
const LOCK_TIMEOUT = "select set_config('lock_timeout', $1, false) where current_setting('lock_timeout') = '0'";

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
