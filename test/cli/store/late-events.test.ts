/** Events of closed days that come in after a push: what is told, and what a repair makes of it. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { activityWatch, type StandIn } from "../../support/servers/activitywatch.ts";
import { permissionsCount, unprivileged } from "../../support/program/machine.ts";
import { hasPostgres, startPostgres } from "../../support/servers/postgres.ts";
import { itWith, timewDatabase } from "../../support/program/programs.ts";
import { tempDir } from "../../support/program/temp.ts";
import { cleanEnv, ttCommand } from "../../support/program/tt.ts";
import { tt, ttAsync } from "../../support/warm/tt.ts";
import { playsAll, some } from "../../support/shares.ts";

const demo = join(import.meta.dirname, "../../../fixtures/demo/home/.claude");
const UTC = ["--tz", "UTC"];

let lines: readonly string[] = [];
beforeAll(() => {
  const home = mkdtempSync(join(tmpdir(), "tt-test-"));
  lines = tt(["export", "--claude-dir", demo, "--source", "claude-code"], { home }).stdout.trimEnd().split("\n");
  rmSync(home, { recursive: true });
});

/** A home in whose store two of three events are. */
function early(): string {
  const home = tempDir();
  imported(
    home,
    lines.filter((_, nth) => nth % 3 > 0),
  );
  return home;
}

function imported(home: string, some: readonly string[]): void {
  expect(tt(["import"], { home, input: `${some.join("\n")}\n` }).code).toBe(0);
}

interface Interval {
  readonly id: string;
  readonly start: string;
  readonly seconds: number;
}

/** The closed stretches of a store, as they should stand in a tracker. */
function intervals(home: string, ...kind: readonly string[]): readonly string[] {
  const { stdout } = tt(["intervals", ...UTC, ...kind], { home });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Interval)
    .map(({ id, start, seconds }) => `${id} ${start} ${seconds}`)
    .sort();
}

function served({ buckets }: StandIn, bucket: string): readonly string[] {
  const events = buckets.get(bucket)?.events ?? [];
  return events.map(({ timestamp, duration, data }) => `${String(data["tt_id"])} ${timestamp} ${duration}`).sort();
}

describe("late events", () => {
  it("in ActivityWatch are told, and corrected by a repair", async () => {
    const standIn = await activityWatch({ deviceId: "d1" });
    const home = early();
    const push = (...args: readonly string[]) =>
      ttAsync(["push", "activitywatch", "--url", standIn.url, ...UTC, ...args], { home });
    expect((await push()).stderr).not.toContain("agree");
    imported(home, lines);
    const told = await push();
    expect(told).toMatchObject({ code: 0, stdout: "" });
    expect(told.stderr).toMatch(
      /^tt: activitywatch tt-human: \d+ added, \d+ there already\ntt: activitywatch tt-human: (\d+) entries there no longer agree with the store \(--repair corrects \1\):\ntt: {3}garden, 2026-03-02T\S+Z to 2026-03-02T\S+Z: now 2026-03-02T\S+Z to 2026-03-02T\S+Z\n(?:tt: {3}.*\n){5}tt: activitywatch tt-agent/,
    );
    expect((await push("--quiet")).stderr).toBe("");
    const before = served(standIn, "tt-human");
    const dry = await push("--repair", "--dry-run", "--only", "human");
    expect(dry.stdout).toContain('{"remove":true,"timestamp":"');
    expect(served(standIn, "tt-human")).toEqual(before);
    expect((await push("--repair")).stderr).toMatch(
      /tt-human: 0 added, \d+ there already, \d+ corrected, \d+ taken out\n/,
    );
    expect(served(standIn, "tt-human")).toEqual(intervals(home, "--human"));
    expect(served(standIn, "tt-agent")).toEqual(intervals(home));
    expect((await push("--repair")).stderr).toMatch(/^(?:tt: activitywatch tt-\w+: 0 added, \d+ there already\n){2}$/);
  });

  it.each(some(["two stores", "one store"]))(
    "two repairs at once (%s) leave each entry once, as it should be",
    async (which) => {
      const standIn = await activityWatch({ deviceId: "d1" });
      const first = early();
      const homes = which === "one store" ? [first, first] : [first, early()];
      const push = (home: string, ...args: readonly string[]) =>
        ttAsync(["push", "activitywatch", "--url", standIn.url, ...UTC, ...args], { home });
      for (const home of homes) expect((await push(home)).code).toBe(0);
      for (const home of homes) imported(home, lines);
      let requests = 0;
      standIn.delay = () => (++requests * 7) % 6;
      const ended = await Promise.all(homes.map((home) => push(home, "--repair")));
      expect(ended.map(({ code }) => code)).toEqual([0, 0]);
      expect(served(standIn, "tt-human")).toEqual(intervals(first, "--human"));
      expect(served(standIn, "tt-agent")).toEqual(intervals(first));
    },
  );

  it.skipIf(!hasPostgres || !playsAll)(
    "two repairs at once from one store on a server (skipped without PostgreSQL)",
    async () => {
      const [server, standIn] = [await startPostgres(), await activityWatch({ deviceId: "d1" })];
      onTestFinished(() => server.stop());
      const home = tempDir();
      const env = { TT_DB: server.database("late") };
      const push = (...args: readonly string[]) =>
        ttAsync(["push", "activitywatch", "--only", "human", "--url", standIn.url, ...UTC, ...args], { home, env });
      const imports = (some: readonly string[]) => tt(["import"], { home, env, input: `${some.join("\n")}\n` }).code;
      expect(imports(lines.filter((_, nth) => nth % 3 > 0))).toBe(0);
      const ended = [await push()];
      expect(imports(lines)).toBe(0);
      ended.push(...(await Promise.all([push("--repair"), push("--repair")])), await push());
      expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
      expect(ended[3]?.stderr).toMatch(/^tt: activitywatch tt-human: 0 added, \d+ there already\n$/);
      const all = tempDir();
      imported(all, lines);
      expect(served(standIn, "tt-human")).toEqual(intervals(all, "--human"));
    },
  );

  itWith("timew")("in Timewarrior are told, and corrected by a repair; what was deleted stays so", () => {
    const home = early();
    const { env, timew } = timewDatabase();
    const push = (...args: readonly string[]) => tt(["push", "timewarrior", ...UTC, ...args], { home, env });
    expect(push()).toMatchObject({ code: 0, stderr: expect.not.stringContaining("agree") as string });
    imported(home, lines);
    expect(push().stderr).toMatch(
      /^tt: timewarrior: \d+ added, .*\ntt: timewarrior: (\d+) entries there no longer agree with the store \(--repair corrects \1\):\n/,
    );
    expect(push("--repair").stderr).toMatch(
      /^tt: timewarrior: \d+ added, \d+ there already, \d+ corrected, \d+ taken out, 0 in time that is tracked\n$/,
    );
    const entries = (JSON.parse(timew("export")) as { start: string; end: string; tags: string[] }[]).map(
      ({ start, end, tags }) => {
        const [from, to] = [start, end].map((text) =>
          text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
        );
        const id = tags.find((tag) => tag.startsWith("tt:"))?.slice(3);
        return `${id} ${from} ${(Date.parse(to ?? "") - Date.parse(from ?? "")) / 1000}`;
      },
    );
    expect(entries.sort()).toEqual(intervals(home, "--human"));
    timew("delete", "@1", ":yes");
    expect(push().stderr).toContain(
      "tt: timewarrior: 1 was deleted there since and is not added again (--again does)\n",
    );
    expect(push("--again").stderr).toMatch(/^tt: timewarrior: 1 added/);
    expect(push().stderr).toMatch(/^tt: timewarrior: 0 added, \d+ there already, 0 in time that is tracked\n$/);
  });

  it.skipIf(!permissionsCount)(
    "a store that can only be read: it is pushed, and said that it is not remembered",
    () => {
      const home = tempDir();
      chmodSync(home, 0o777);
      const options = { env: cleanEnv({ home }), encoding: "utf8", ...unprivileged } as const;
      const input = `${lines.join("\n")}\n`;
      expect(spawnSync(ttCommand[0], [ttCommand[1], "import"], { ...options, input }).status).toBe(0);
      const dataDir = join(home, ".time-tracker");
      chmodSync(join(dataDir, "tracker.db"), 0o400);
      chmodSync(dataDir, 0o500);
      const path = tempDir();
      chmodSync(path, 0o755);
      writeFileSync(join(path, "timew"), "#!/bin/sh\ncase $1 in export) echo '[]';; esac\n", { mode: 0o755 });
      const { status, stderr } = spawnSync(ttCommand[0], [ttCommand[1], "push", "timewarrior", ...UTC], {
        ...options,
        env: { ...options.env, PATH: path },
      });
      chmodSync(dataDir, 0o700);
      expect([status, stderr]).toEqual([
        0,
        expect.stringMatching(/^tt: warning: the store `\S+` cannot be written: .*\ntt: timewarrior: \d+ added, .*\n$/),
      ]);
    },
  );
});
