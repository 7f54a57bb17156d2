/** How a run with a consumer ends when something goes wrong in the midst of it: soon, with the right code, and the consumer with it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { garden, linesOf, type Garden } from "../../support/homes/garden.ts";
import { expectInTime } from "../../support/program/in-time.ts";
import { startShell } from "../../support/program/shell.ts";
import { itAlso, some } from "../../support/shares.ts";

const MOST_MS = 5000;

/** Makes the program fail in a way that it cannot foresee, once it has read a part. */
const FAULTS = {
  "an exception while a log is read": `const fs = require("node:fs"), read = fs.readSync;
    let calls = 0;
    // Files that are read as a whole are read without a place.
    fs.readSync = (...given) => {
      if (given[4] !== undefined && ++calls > 3) throw new Error("unforeseen");
      return read(...given);
    };`,
  "an exception that nobody waits for": `const programs = require("node:child_process"), { spawn } = programs;
    programs.spawn = (...given) => {
      setTimeout(() => { throw new Error("unforeseen"); }, 200);
      return spawn(...given);
    };`,
} as const;

function faulty(world: Garden, fault: keyof typeof FAULTS): string {
  writeFileSync(join(world.home, "fault.cjs"), FAULTS[fault]);
  return `NODE_OPTIONS="--require $HOME/fault.cjs"`;
}

function timed(world: Garden, script: string) {
  const began = performance.now();
  const ended = world.sh(script);
  return { ...ended, took: performance.now() - began };
}

/** Not one that has ended and only waits for somebody to notice. */
function isAlive(pidFile: string): boolean {
  if (!existsSync(pidFile)) return false;
  const status = `/proc/${readFileSync(pidFile, "utf8").trim()}/status`;
  return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}

describe.each(Object.keys(FAULTS) as readonly (keyof typeof FAULTS)[])("%s, with a consumer", (fault) => {
  it.each(
    some([
      ["that reads all it gets", "sleep 0.4; exec cat > /dev/null"],
      ["that ignores signals", "trap '' TERM; sleep 0.4; cat > /dev/null; exec sleep 20 < /dev/null > /dev/null 2>&1"],
    ] as const),
  )("%s: exit 1 within five seconds, nothing stored, the consumer is ended", (_, consumer) => {
    const world = garden({ events: 12_000 });
    const variables = faulty(world, fault);
    const { code, stderr, took } = timed(
      world,
      `${variables} tt export -- sh -c "echo \\$\\$ > $HOME/pid; ${consumer}"`,
    );
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^tt: a bug: Error: unforeseen\n/)]);
    expectInTime(took, MOST_MS);
    expect(isAlive(join(world.home, "pid"))).toBe(false);
    expect(JSON.parse(readFileSync(join(world.dataDir, "last-export.json"), "utf8"))).toMatchObject({
      exit_code: 1,
      failure: "a bug: unforeseen",
    });
    expect(world.sh("tt status").stdout).toContain("the last export ended with exit code 1: a bug: unforeseen");
    world.expectNothingStored();
  });
});

describe("a run that ends after an error", () => {
  it.each(some([4, 20_000]))(
    "as that of a consumer that closes its input (of %i events) and lives on: 74",
    (events) => {
      const world = garden({ events });
      const { code, stderr, took } = timed(
        world,
        "tt export -- sh -c 'read -r line; exec <&-; exec sleep 20 > /dev/null 2>&1'",
      );
      expect([code, stderr]).toEqual([74, expect.stringContaining("ended before it had read every event")]);
      expectInTime(took, MOST_MS);
      world.expectNothingStored();
    },
  );

  it("ends at once when a signal comes while it waits for its consumer", async () => {
    const world = garden({ events: 12_000 });
    const variables = faulty(world, "an exception while a log is read");
    const consumer = `trap 'echo told' TERM; echo \\$\\$ > pid; cat > /dev/null; while :; do sleep 0.1; done`;
    const child = startShell(`${variables} exec $TT export -- sh -c "${consumer}"`, { home: world.home });
    const ended = new Promise((resolve) => child.on("exit", (code, by) => resolve(by ?? code)));
    await new Promise((resolve) => child.stdout?.once("readable", resolve));
    child.kill("SIGTERM");
    expect(await Promise.race([ended, delay(1000, "late")])).toBe(143);
    child.stdout?.destroy();
    // It was told and goes on, as it may.
    process.kill(Number(readFileSync(join(world.home, "pid"), "utf8")), "SIGKILL");
  });

  it.each(some([24, 23, 25, 26], 4))("for lack of descriptors (%i) ends with 74", (most) => {
    const world = garden();
    const { code, stderr, took } = timed(world, `ulimit -n ${most}; tt export -- sh -c 'cat > /dev/null'`);
    // With some more, Node itself needs fewer: then it succeeds.
    if (code === 0) return;
    expect([code, stderr]).toEqual([74, expect.stringContaining("could not be started (EMFILE)")]);
    expectInTime(took, MOST_MS);
    world.expectNothingStored();
  });
});

describe("a run that has stored its positions", () => {
  it("ends, whatever is still open", () => {
    const world = garden();
    writeFileSync(join(world.home, "open.cjs"), `require("node:net").createServer().listen("${world.home}/listens");`);
    const script = "NODE_OPTIONS='--require ./open.cjs' tt export -- cat";
    const { code, stdout, took } = timed(world, script);
    expect([code, linesOf(stdout)]).toEqual([0, world.full()]);
    expectInTime(took, MOST_MS);
    expect(world.sh("tt export").stdout).toBe("");
  });
});

describe("a process that the consumer leaves behind, and that holds its input", () => {
  const left = (before: string, after: string) =>
    `sh -c 'exec 3<&0; ${before} (${after}) <&3 3<&- > /dev/null 2>&1 & echo $! > left; exit 0'`;
  const killLeft = (world: Garden) => process.kill(Number(readFileSync(join(world.home, "left"), "utf8")));

  it("does not hold the run when everything was read", () => {
    const world = garden({ events: 3000 });
    const { code, took } = timed(world, `tt export -- ${left("cat > kept;", "exec sleep 20")}`);
    expect(code).toBe(0);
    expect(linesOf(readFileSync(join(world.home, "kept"), "utf8"))).toEqual(world.full());
    expectInTime(took, MOST_MS);
    killLeft(world);
    expect(world.sh("tt export").stdout).toBe("");
  });

  it.each(some([3000, 20_000]))("and has not read everything (of %i events): 74, nothing stored", (events) => {
    const world = garden({ events });
    const { code, stderr, took } = timed(world, `tt export -- ${left("", "exec sleep 20")}`);
    expect([code, stderr]).toEqual([74, expect.stringContaining("ended before it had read every event")]);
    expectInTime(took, MOST_MS);
    killLeft(world);
    world.expectNothingStored();
  });

  itAlso("may read on, as long as it reads", () => {
    const world = garden({ events: 20_000 });
    const reads = "for i in 1 2 3 4 5 6; do head -c 600000; sleep 0.5; done > kept; cat >> kept; exec sleep 20";
    expect(timed(world, `tt export -- ${left("", reads)}`)).toMatchObject({ code: 0, stderr: "" });
    killLeft(world);
    expect(linesOf(readFileSync(join(world.home, "kept"), "utf8"))).toEqual(world.full());
  });
});
