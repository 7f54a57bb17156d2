import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Grown } from "../../src/commands/options/hours/hours.ts";
import { freshRequest } from "../../src/commands/stored/fresh.ts";
import { Failure } from "../../src/failure.ts";
import { tempDir } from "../support/program/temp.ts";

/** Stands for `tt update`: leaves a file, and takes a moment. */
const UPDATES = `
require("node:fs").writeFileSync(process.argv[process.argv.indexOf("--data-dir") + 1] + "/updated", String(Date.now()));
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
process.exitCode = Number(process.env.UPDATE_CODE ?? 0);`;

describe("a request that is to be fresh", () => {
  const [, program = ""] = process.argv;
  let dataDir = "";
  beforeEach(() => {
    dataDir = tempDir();
    process.argv[1] = join(dataDir, "tt.cjs");
    writeFileSync(process.argv[1], UPDATES);
  });
  afterEach(() => {
    process.argv[1] = program;
    vi.unstubAllEnvs();
  });

  const updated = () => existsSync(join(dataDir, "updated"));
  const store = () => ({ dataDir, db: undefined, isNamed: false });
  function asked(grown: Grown) {
    const clocks: Date[] = [];
    const requestAt = (now: Date) => {
      clocks.push(now);
      return {
        read: { store: store(), persons: undefined, strict: false },
        grown,
        window: { end: 0 },
        at: now,
        isUpdated: updated(),
      };
    };
    return { clocks, requestAt };
  }

  it("is asked as of the moment after the update", async () => {
    const { clocks, requestAt } = asked("update");
    const { request, now } = await freshRequest(requestAt);
    expect([request.at, request.isUpdated, clocks.length]).toEqual([now, true, 2]);
    expect(now.getTime() - (clocks[0]?.getTime() ?? 0)).toBeGreaterThan(20);
  });

  it("is refused before the update where it cannot be, and not told where the update fails", async () => {
    const wrong = () => Promise.reject(new Failure(2, "no such period"));
    await expect(freshRequest(wrong)).rejects.toThrow("no such period");
    expect(updated()).toBe(false);
    vi.stubEnv("UPDATE_CODE", "74");
    await expect(freshRequest(asked("update").requestAt)).rejects.toMatchObject({ exitCode: 74 });
  });

  it.each(["tell", "ignore"] as const)(
    "is asked once, and nothing updated, where logs that grew are to: %s",
    async (grown) => {
      const { clocks, requestAt } = asked(grown);
      const { request, now } = await freshRequest(requestAt, (whole) => whole);
      expect([clocks, request.at, updated()]).toEqual([[now], now, false]);
    },
  );
});
