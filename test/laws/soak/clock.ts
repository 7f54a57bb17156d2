/** A clock that is not this machine's, for a program and all that it starts (libfaketime). */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../support/random/random.ts";

const LIBRARY = findLibrary();
/** Whether clocks can be made to jump here. */
export const hasFaketime = LIBRARY !== undefined;

function findLibrary(): string | undefined {
  const folders = existsSync("/usr/lib")
    ? readdirSync("/usr/lib").map((name) => join("/usr/lib", name, "faketime"))
    : [];
  return folders.map((folder) => join(folder, "libfaketimeMT.so.1")).find((path) => existsSync(path));
}

/** An environment in which it is days or a second earlier or later. Files keep their times, and timers run as ever. */
export function jumpedClock(random: Random): Readonly<Record<string, string>> | undefined {
  if (LIBRARY === undefined) return undefined;
  const FAKETIME = random.pick(["+400d", "+3d", "+1", "-1", "-2d", "-400d"]);
  return { LD_PRELOAD: LIBRARY, FAKETIME, FAKETIME_DONT_FAKE_MONOTONIC: "1", NO_FAKE_STAT: "1" };
}

const SHARED = "/dev/shm";
const before = new Set(sharedClocks());

/** Removes what a killed program's clock left in the shared memory: it is named after the process. */
export function sweepClocks(): void {
  for (const name of sharedClocks())
    if (!before.has(name) && !existsSync(`/proc/${name.split("_").at(-1)}`))
      rmSync(join(SHARED, name), { force: true });
}

function sharedClocks(): readonly string[] {
  if (LIBRARY === undefined || !existsSync(SHARED)) return [];
  return readdirSync(SHARED).filter((name) => /^(?:sem\.)?faketime_(?:sem|shm)_\d+$/.test(name));
}
