import { createServer, connect, type Socket } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { tempDir } from "../program/temp.ts";

/** Stands between a client and a server, and ends the connection at a statement. */
export interface Between {
  /** The URL of the same database through here. */
  readonly url: string;
  /** Ends the connection at the `n`th statement from now. */
  cut(at: Cut): void;
  /** Whether the statement was reached. */
  readonly wasCut: boolean;
  /** Makes the database an empty one. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface Cut {
  readonly statement: number;
  /**
   * `unasked`: the statement does not reach the server, whose process is terminated; `answered`: the answer and the
   * end come together; `torn`: the network ends, after the server was asked.
   */
  readonly how: (typeof CUTS)[number];
}

export const CUTS = ["unasked", "answered", "torn"] as const;

const QUERY = 0x51;
const SYNC = 0x53;

export async function between(database: string): Promise<Between> {
  const folder = tempDir();
  const real = /host=([^&]+)/.exec(database)?.[1] ?? "";
  const admin = new pg.Client({ connectionString: database, application_name: "admin" });
  admin.on("error", () => undefined);
  await admin.connect();
  let cut: Cut | undefined;
  let statements = 0;
  let wasCut = false;
  let terminating: Promise<unknown> = Promise.resolve();

  const serve = (client: Socket) => {
    const server = connect(join(real, ".s.PGSQL.5432"));
    let isStarted = false;
    let held: Buffer[] | undefined;
    let waiting = Promise.resolve();
    for (const socket of [client, server]) socket.on("error", () => undefined);
    const terminate = async () => {
      terminating = admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tt' and datname = current_database()",
      );
      await terminating;
    };
    const ask = async (bytes: Buffer): Promise<void> => {
      const statement = isStarted && (bytes[0] === QUERY || hasSync(bytes));
      isStarted = true;
      if (!statement || cut === undefined || ++statements !== cut.statement) {
        server.write(bytes);
        return;
      }
      wasCut = true;
      if (cut.how === "torn") {
        server.write(bytes);
        client.destroy();
        server.end();
        return;
      }
      held = [];
      if (cut.how === "answered") {
        const answered = new Promise<void>((resolve) => server.once("data", () => setImmediate(resolve)));
        server.write(bytes);
        await answered;
      }
      await terminate();
    };
    client.on("data", (bytes: Buffer) => {
      waiting = waiting.then(() => ask(bytes));
    });
    server.on("data", (bytes) => {
      if (held === undefined) client.write(bytes);
      else held.push(Buffer.from(bytes));
    });
    server.on("close", () => client.end(Buffer.concat(held ?? [])));
    client.on("close", () => server.end());
  };

  const listener = createServer({ allowHalfOpen: false }, serve);
  await new Promise<void>((resolve) => listener.listen(join(folder, ".s.PGSQL.5432"), resolve));
  return {
    url: database.replace(real, folder),
    cut(at) {
      cut = at;
      statements = 0;
      wasCut = false;
    },
    get wasCut() {
      return wasCut;
    },
    async clear() {
      await terminating;
      await admin.query("drop schema public cascade; create schema public");
    },
    async close() {
      await terminating;
      await admin.end();
      listener.close();
    },
  };
}

/** Whether a chunk of messages ends a statement with parameters. */
function hasSync(bytes: Buffer): boolean {
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readInt32BE(at + 1)) if (bytes[at] === SYNC) return true;
  return false;
}
