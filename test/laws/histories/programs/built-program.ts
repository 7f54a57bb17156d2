/** An export by the built program, ended, cut and starved in every way that a machine has. */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { constants } from "node:os";
import { seededRandom } from "../../../support/random/random.ts";
import { hasStrace, TT } from "../../../support/program/machine.ts";
import type { Run } from "../history.ts";
import type { Ending, World } from "../world.ts";

const STRACED = ["killed-at-syscall", "syscall-fails"] as const;
const PLAIN = [
  "killed",
  "ended-by-signal",
  "consumer",
  "consumer-reads-a-part",
  "consumer-fails",
  "consumer-killed",
  "device-full",
  "file-limit",
  "two-at-once",
] as const;
export const BUILT_FAULTS: readonly [string, ...string[]] = hasStrace ? [...PLAIN, ...STRACED] : PLAIN;

/** The calls at which a kill may leave something half done. */
const CALLS = ["rename", "fsync", "openat", "write", "pread64", "close", "chmod", "mkdir", "fstat", "unlink"] as const;
const FAILING = [
  "rename",
  "fsync",
  "chmod,fchmod,fchown,chown",
  "pread64",
  "unlink,unlinkat",
  "mkdir",
  "close",
  "statx",
  "openat",
  "getdents64",
] as const;

/** Where a run finds its logs and keeps its state, and the files of ours that a system may fail at. */
export type Place = Pick<World, "folder" | "dataDir" | "flags" | "files"> & {
  /** What the events are given to; without it, they are kept in a file. */
  readonly consumer?: readonly string[];
  /** Of the program, more than the path. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Runs the built program. `meanwhile` is called once, some time after it was started. */
export async function runBuilt(world: Place, run: Run, meanwhile?: () => void): Promise<Ending> {
  const random = seededRandom(run.seed);
  const dataDir = run.fault === "anew" ? join(world.folder, `anew-${run.seed}`) : world.dataDir;
  const tt = [
    process.execPath,
    TT,
    "export",
    ...world.flags,
    "--data-dir",
    dataDir,
    "--no-progress",
    ...(world.consumer === undefined ? [] : ["--", ...world.consumer]),
  ];
  const kept = join(world.folder, "kept.ndjson");
  const part = String(Math.floor(run.at * run.at * 8000));
  // Most manifests pass for large ones, so that what changes is kept beside them.
  const env = { ...world.env, ...(random.chance(0.8) ? { TT_LARGE_MANIFEST: "1" } : {}) };
  const start = (command: readonly string[], stdout: string, kill?: NodeJS.Signals) =>
    started(command, stdout, {
      kill: kill === undefined ? undefined : { signal: kill, after: run.at * 120 },
      meanwhile,
      env,
    });
  switch (run.fault) {
    case "killed":
      return start(tt, kept, "SIGKILL");
    case "ended-by-signal":
      return start(tt, kept, random.pick(["SIGTERM", "SIGINT", "SIGHUP"]));
    case "consumer":
      return start([...tt, "--", "cat"], kept);
    case "consumer-reads-a-part":
      return start([...tt, "--", "head", "-c", part], kept);
    case "consumer-fails":
      return start(
        [...tt, "--", "sh", "-c", random.pick([`head -c ${part}; cat > /dev/null; exit 3`, "cat; exit 3"])],
        kept,
      );
    case "consumer-killed":
      return start([...tt, "--", "sh", "-c", `head -c ${part}; kill -9 $$`], kept);
    case "device-full":
      return start(tt, "/dev/full");
    case "file-limit":
      return start(["prlimit", `--fsize=${part}`, ...tt], kept);
    case "killed-at-syscall": {
      const call = random.pick(CALLS);
      const most = call === "openat" || call === "close" || call === "fstat" ? 60 : call === "write" ? 25 : 6;
      return start([...strace(`${call}:signal=KILL:when=${1 + Math.floor(run.at * most)}`, call), ...tt], kept);
    }
    case "syscall-fails": {
      const call = random.pick(FAILING);
      const inject = `${call}:error=${random.pick(["EIO", "ENOSPC", "EACCES"])}:when=${1 + Math.floor(run.at * 4)}`;
      return start([...strace(inject, call), "-P", world.dataDir, ...ownPaths(world), ...tt], kept);
    }
    case "two-at-once": {
      const other = started(tt, `${kept}.2`, { env });
      const first = await start(tt, kept);
      const second = await other;
      return {
        code: first.code || second.code,
        lines: [...first.lines, ...second.lines],
        errors: first.errors + second.errors,
      };
    }
    default:
      return start(tt, kept);
  }
}

function strace(inject: string, call: string): readonly string[] {
  return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${call}`, "-e", `inject=${inject}`];
}

/** Only calls on our own files fail: without its libraries no program starts. */
function ownPaths(world: Place): readonly string[] {
  return world.files.flatMap((path) => ["-P", path]);
}

interface Kill {
  readonly signal: NodeJS.Signals;
  readonly after: number;
}

interface Starting {
  readonly kill?: Kill | undefined;
  readonly meanwhile?: (() => void) | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

async function started(
  [command = "", ...args]: readonly string[],
  output: string,
  { kill, meanwhile, env }: Starting,
): Promise<Ending> {
  const isFile = output !== "/dev/full";
  if (isFile) rmSync(output, { force: true });
  const file = openSync(output, isFile ? "ax" : "w");
  const child = spawn(command, args, {
    stdio: ["ignore", file, "pipe"],
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", ...env },
  });
  closeSync(file);
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const timers = [
    kill === undefined ? undefined : setTimeout(() => child.kill(kill.signal), kill.after),
    meanwhile === undefined ? undefined : setTimeout(meanwhile, 60),
  ];
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  for (const timer of timers) clearTimeout(timer);
  const text = isFile && existsSync(output) ? readFileSync(output, "utf8") : "";
  return { code, lines: text.split("\n").slice(0, -1), errors };
}
