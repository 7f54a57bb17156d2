/** Signals: nothing is stored, nothing is left, and the run ends at once, whatever it waits for. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { garden, leftovers, linesOf, type Garden } from "../../support/homes/garden.ts";
import { expectInTime } from "../../support/program/in-time.ts";
import { ENDLESS } from "../../support/homes/opencode.ts";
import { playsAll, some } from "../../support/shares.ts";
import { startShell } from "../../support/program/shell.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** After so many milliseconds a run is signalled: each signal gets every third. */
const MOMENTS = [10, 25, 35, 50, 55, 60, 70, 80, 95, 110, 125, 140];

/** Starts a script, sends a signal after a time or once something is printed; tells how and how soon it ended. */
async function signalled(world: Garden, script: string, signal: NodeJS.Signals, after: number | "output") {
  const child = startShell(script, { home: world.home });
  const ended = new Promise<number>((resolve) =>
    child.on("exit", (code, by) => resolve(code ?? 128 + constants.signals[by ?? "SIGKILL"])),
  );
  let stderr = "";
  child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  if (after === "output") await new Promise((resolve) => child.stdout?.once("readable", resolve));
  else await new Promise((resolve) => setTimeout(resolve, after));
  const sent = Date.now();
  child.kill(signal);
  const code = await ended;
  const took = Date.now() - sent;
  child.stdout?.destroy();
  return { code, took, stderr };
}

/** Not one that has ended and only waits for somebody to notice. */
function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
}

describe.each(some(SIGNALS))("%s", (signal) => {
  const number = 128 + constants.signals[signal];

  it("ends a run that waits for the reader of its output within two seconds, and stores nothing", async () => {
    const world = garden({ events: 6000 });
    const { code, took, stderr } = await signalled(world, "exec $TT export", signal, "output");
    expect([code, stderr]).toEqual([number, ""]);
    expectInTime(took, 2000);
    world.expectNothingStored();
  });

  it("ends a run that waits for its consumer, and the consumer with it", async () => {
    const world = garden({ events: 6000 });
    const script = `exec $TT export -- sh -c 'echo $$ > ${world.home}/pid; echo ready; exec sleep 60'`;
    const { code, took, stderr } = await signalled(world, script, signal, "output");
    expect([code, stderr]).toEqual([number, ""]);
    expectInTime(took, 2000);
    const pid = Number(readFileSync(join(world.home, "pid"), "utf8"));
    for (let tries = 0; isAlive(pid) && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isAlive(pid)).toBe(false);
    world.expectNothingStored();
  });

  it("at any moment leaves nothing half done: all was stored, or nothing was", async () => {
    const world = garden({ events: 3000 });
    const full = world.full();
    const got = new Set<string>();
    for (const after of MOMENTS.filter((_, at) => playsAll || at % SIGNALS.length === SIGNALS.indexOf(signal))) {
      const { code } = await signalled(world, "exec $TT export >> kept", signal, after);
      expect([0, number]).toContain(code);
      expect(leftovers(world.dataDir)).toEqual([]);
      for (const line of linesOf(world.sh("cat kept; : > kept").stdout)) got.add(line);
      if (code === 0) expect(full.every((line) => got.has(line))).toBe(true);
      if (after % 10 === 0) world.sh("rm -rf .time-tracker");
    }
    for (const line of linesOf(world.sh("tt export").stdout)) got.add(line);
    for (const line of got) expect(full).toContain(line);
  });
});

describe("a consumer that ignores signals", () => {
  it("does not hold the run", async () => {
    const world = garden();
    const script = `exec $TT export -- sh -c 'trap "" TERM; echo $$ > ${world.home}/pid; echo ready; sleep 3; exit 0'`;
    const { code, took } = await signalled(world, script, "SIGTERM", "output");
    expect(code).toBe(143);
    expectInTime(took, 2000);
    process.kill(Number(readFileSync(join(world.home, "pid"), "utf8")), "SIGKILL");
    world.expectNothingStored();
  });
});

describe("a run that reads a database without an end", () => {
  it("is ended by a signal within two seconds all the same", async () => {
    const world = garden();
    const data = join(world.home, ".local/share/opencode");
    mkdirSync(data, { recursive: true });
    new DatabaseSync(join(data, "opencode.db")).exec(ENDLESS);
    const { code, took } = await signalled(world, "exec $TT export", "SIGTERM", 1000);
    expect(code).toBe(143);
    expectInTime(took, 2000);
  });
});

describe("a run that was stopped and continued", () => {
  it("goes on as if nothing was", async () => {
    const world = garden({ events: 6000 });
    const child = startShell("exec $TT export", { home: world.home });
    await new Promise((resolve) => child.stdout?.once("readable", resolve));
    child.kill("SIGSTOP");
    setTimeout(() => child.kill("SIGCONT"), 300);
    let text = "";
    for await (const chunk of child.stdout ?? []) text += String(chunk);
    expect(linesOf(text)).toEqual(world.full());
    expect(world.sh("tt export").stdout).toBe("");
  });
});
