/** A clock that is not this machine's, for a program and all that it starts (libfaketime). */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../support/random.ts";

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
