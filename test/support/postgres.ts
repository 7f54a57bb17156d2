import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A PostgreSQL server of the test's own: on a socket in a folder of its own, without a port. */
export interface Server {
  /** The URL of a new, empty database on it. */
  database(name: string): string;
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

export async function startPostgres(): Promise<Server> {
  if (binaries === undefined) throw new Error("no PostgreSQL here");
  const folder = mkdtempSync(join(tmpdir(), "tt-pg-"));
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  // The server refuses to run as root.
  const owner = process.getuid?.() === 0 ? idsOf("postgres") : undefined;
  if (owner !== undefined) for (const path of [folder, data]) chownSync(path, owner.uid, owner.gid);
  const options = { cwd: folder, env: { PATH: process.env["PATH"], LC_ALL: "C" }, ...owner };
  const initialized = spawnSync(
    join(binaries, "initdb"),
    ["-D", data, "-U", "tt", "--auth=trust", "--no-sync", "--encoding=UTF8"],
    { ...options, encoding: "utf8" },
  );
  if (initialized.status !== 0) throw new Error(`initdb: ${initialized.stderr}`);
  const server = spawn(join(binaries, "postgres"), ["-D", data, "-k", folder, "-h", "", "-F"], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let log = "";
    server.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("ready to accept connections")) resolve();
    });
    server.once("exit", () => reject(new Error(`postgres: ${log}`)));
  });
  const url = (name: string) => `postgres:///${name}?host=${folder}&user=tt`;
  return {
    database(name) {
      const { status, stderr } = spawnSync(join(binaries, "createdb"), ["-h", folder, "-U", "tt", name], {
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`createdb: ${stderr}`);
      return url(name);
    },
    async stop() {
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(spawnSync("id", [flag, user], { encoding: "utf8" }).stdout);
  return { uid: id("-u"), gid: id("-g") };
}
