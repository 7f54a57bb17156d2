/** Both ends of `tt sync`: the export on another machine and the store here, killed at any moment, lost and restored. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { hasStrace, TT } from "../../../support/program/machine.ts";
import { seededRandom } from "../../../support/random/random.ts";
import { sshStandIn } from "../../../support/servers/ssh.ts";
import { runBuilt } from "./built-program.ts";
import type { Run } from "../history.ts";
import { heldIn, keepCopy } from "./stored-program.ts";
import type { Ending, World } from "../world.ts";

const PLAIN = ["here-killed", "there-killed", "connection-cut", "not-acknowledged"] as const;
const STRACED = ["here-killed-at-syscall", "there-killed-at-syscall"] as const;
export const SYNCED_FAULTS: readonly [string, ...string[]] = hasStrace ? [...PLAIN, ...STRACED] : PLAIN;

/** As long as a sync of these logs takes, more or less. */
const SYNC_MS = 900;
/** The calls at which a kill may leave something half done, and how many there are of each. */
const CALLS: readonly [readonly [string, number], ...(readonly [string, number])[]] = [
  ["write", 25],
  ["pwrite64", 60],
  ["fsync", 6],
  ["fdatasync", 6],
  ["rename", 3],
  ["openat", 60],
];

/** Runs a sync. What the store holds afterwards is what was delivered. */
export async function runSynced(world: World, run: Run, meanwhile?: () => void): Promise<Ending> {
  const { folder, dataDir, files } = world;
  if (run.fault === "anew")
    return runBuilt({ folder, dataDir, files, flags: [...world.flags, "--types", "core"] }, run);
  const random = seededRandom(run.seed);
  const [call, most] = random.pick(CALLS);
  const strace = (where: string) =>
    run.fault === where
      ? [
          "strace",
          "-qq",
          "-o",
          "/dev/null",
          "-e",
          `trace=${call}`,
          "-e",
          `inject=${call}:signal=KILL:when=${1 + Math.floor(run.at * most)}`,
        ]
      : [];
  const pid = join(folder, "there.pid");
  rmSync(pid, { force: true });
  const there = script(join(folder, "tt"), [
    `echo $$ > ${pid}`,
    // What the campaign's reference knows of: the core.
    'full=; case "$*" in *--full) full=--full;; esac',
    run.fault === "not-acknowledged" ? "exec < /dev/null" : "",
    `exec ${[...strace("there-killed-at-syscall"), process.execPath, TT].join(" ")} export --ack --machine-id host \\`,
    `  --types core ${world.flags.join(" ")} --data-dir ${dataDir} $full`,
  ]);
  const ssh = sshStandIn(folder, { home: folder });
  const sync = [process.execPath, TT, "sync", "host", "--data-dir", dataDir, "--ssh-command", ssh, "--tt", there];
  const [command = "", ...args] = [...strace("here-killed-at-syscall"), ...sync];
  const child = spawn(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, ...(random.chance(0.8) ? { TT_LARGE_MANIFEST: "1" } : {}) },
  });
  let errors = "";
  child.stderr.on("data", (bytes: Buffer) => void (errors += bytes.toString()));
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const timer = setTimeout(() => {
    meanwhile?.();
    if (run.fault === "here-killed") child.kill("SIGKILL");
    if (run.fault === "there-killed") kill(pid, "SIGKILL");
    if (run.fault === "connection-cut") kill(pid, "SIGHUP");
  }, run.at * SYNC_MS);
  const [code, signal] = await ended;
  clearTimeout(timer);
  // The other end hears that its input has ended.
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  const lines = heldIn(dataDir).map(withoutMachine);
  keepCopy(world);
  const isNewer = errors.includes("was written by a newer version");
  return {
    code: signal === null ? (isNewer ? 78 : (code ?? 1)) : 128 + constants.signals[signal],
    lines,
    errors,
    isElsewhere: false,
  };
}

function script(path: string, lines: readonly string[]): string {
  writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(path, 0o755);
  return path;
}

/** The event as the log gives it without a machine, to be held against the reference. */
function withoutMachine(line: string): string {
  return line.replace('{"id":"host:', '{"id":"').replace('"machine_id":"host",', "");
}

function pidIn(path: string): number {
  return existsSync(path) ? Number(readFileSync(path, "utf8")) : 0;
}

function kill(path: string, signal: NodeJS.Signals): void {
  const pid = pidIn(path);
  if (pid > 0 && isAlive(path)) process.kill(pid, signal);
}

function isAlive(path: string): boolean {
  const pid = pidIn(path);
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    // What has ended and is not waited for yet is alive to the system, and to nobody else.
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
