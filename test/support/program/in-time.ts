import { spawnSync } from "node:child_process";
import { expect } from "vitest";
import { ttCommand } from "./tt.ts";

/** What `tt --version` takes on a quiet machine, with room. */
const QUIET_START_MS = 100;
const MOST_TIMES = 3.5;

/** Holds what something took against a limit that is longer where the machine is busy, as a start of the program shows. */
export function expectInTime(took: number, most: number): void {
  if (took < most) return;
  const began = performance.now();
  spawnSync(ttCommand[0], [ttCommand[1], "--version"]);
  const times = (performance.now() - began) / QUIET_START_MS;
  expect(took).toBeLessThan(most * Math.min(MOST_TIMES, Math.max(1, times)));
}
