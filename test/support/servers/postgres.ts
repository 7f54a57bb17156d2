import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** A PostgreSQL server of the tests' own: on a socket in a folder of its own, without a port. */
export interface Server {
  /** The URL of a new, empty database on it, whose name begins like this. */
  database(name: string): string;
  /** Removes those databases. */
  stop(): Promise<void>;
}

const binaries = findBinaries();
/** Why the tests of PostgreSQL are skipped, if they are. */
export const hasPostgres = binaries !== undefined;

function findBinaries(): string | undefined {
  const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql") : [];
  const folders = [...versions.map((version) => `/usr/lib/postgresql/${version}/bin`), ...path()];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

function path(): readonly string[] {
  return (process.env["PATH"] ?? "").split(":").filter((folder) => folder !== "");
}

let databases = 0;

/** The tests' own place on the one server of a run, which the first that needs it starts. */
export async function startPostgres(): Promise<Server> {
  if (binaries === undefined) throw new Error("no PostgreSQL here");
  const folder = await runningServer(binaries);
  const url = (name: string) => `postgres:///${name}?host=${folder}&user=tt`;
  const made: string[] = [];
  return {
    database(name) {
      const own = `${name}_${process.pid}_${databases++}`;
      const { status, stderr } = spawnSync(join(binaries, "createdb"), ["-h", folder, "-U", "tt", own], {
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`createdb: ${stderr}`);
      made.push(own);
      return url(own);
    },
    async stop() {
      const admin = new pg.Client({ connectionString: url("postgres") });
      await admin.connect();
      for (const name of made) await admin.query(`drop database "${name}" with (force)`);
      await admin.end();
    },
  };
}

/** The folder with the socket of the server of this run of the tests, when it answers. */
async function runningServer(programs: string): Promise<string> {
  const folder = join(tmpdir(), `tt-pg-${process.env["TT_TESTS_PID"] ?? process.ppid}`);
  try {
    mkdirSync(folder, { mode: 0o755 });
    await startServer(programs, folder);
    writeFileSync(join(folder, "ready"), "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    // Another file of tests is starting it, or has.
    const until = performance.now() + 60_000;
    while (!existsSync(join(folder, "ready"))) {
      if (performance.now() > until) throw new Error("PostgreSQL was not started by who began to");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return folder;
}

/** As long as the tests go on, however they end, and not longer. */
const KEEPER = `
"$1/postgres" -D "$2/data" -k "$2" -h "" -F 2> "$2/log" & server=$!
while kill -0 $server 2> /dev/null && ps -p "$3" > /dev/null; do sleep 1; done
kill -INT $server; wait $server; rm -rf "$2"`;

async function startServer(programs: string, folder: string): Promise<void> {
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  // The server refuses to run as root.
  const owner = process.getuid?.() === 0 ? idsOf("postgres") : undefined;
  if (owner !== undefined) for (const path of [folder, data]) chownSync(path, owner.uid, owner.gid);
  const options = { cwd: folder, env: { PATH: process.env["PATH"], LC_ALL: "C" }, ...owner };
  const initialized = spawnSync(
    join(programs, "initdb"),
    ["-D", data, "-U", "tt", "--auth=trust", "--no-sync", "--encoding=UTF8"],
    { ...options, encoding: "utf8" },
  );
  if (initialized.status !== 0) throw new Error(`initdb: ${initialized.stderr}`);
  const tests = process.env["TT_TESTS_PID"] ?? String(process.ppid);
  const keeper = spawn("sh", ["-c", KEEPER, "sh", programs, folder, tests], {
    ...options,
    stdio: "ignore",
    detached: true,
  });
  keeper.unref();
  const log = () => (existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8") : "");
  while (!log().includes("ready to accept connections")) {
    if (keeper.exitCode !== null) throw new Error(`postgres: ${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(spawnSync("id", [flag, user], { encoding: "utf8" }).stdout);
  return { uid: id("-u"), gid: id("-g") };
}
