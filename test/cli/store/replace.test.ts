/** `tt export --full -- tt import --replace`: corrections, end to end; and `--end-mark`, by which the end is told from a break. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import {
  answer,
  garden,
  giveTo,
  linesOf,
  prompt,
  stateOf,
  toolCalls,
  type Garden,
} from "../../support/homes/garden.ts";
import { stored } from "../../support/store/import.ts";
import { permissionsCount } from "../../support/program/machine.ts";
import { seededRandom } from "../../support/random/random.ts";
import { startShell } from "../../support/program/shell.ts";
import { pause } from "../../support/program/together.ts";
import { itAlso, some, times } from "../../support/shares.ts";

const QUIET = { code: 0, stdout: "", stderr: "" };
const CORRECT = "tt export --full -- tt import --replace";

function change(world: Garden, sql: string): void {
  const database = new DatabaseSync(join(world.dataDir, "tracker.db"));
  database.exec(sql);
  database.close();
}

/** What the store holds, as lines, in order. */
async function held({ dataDir }: Garden): Promise<readonly string[]> {
  const events = await stored({ db: undefined, dataDir });
  return events.map((event) => JSON.stringify(event)).sort();
}

const sorted = (lines: readonly string[]) => lines.toSorted();

/** A store of older rules: one prompt has another length, one is missing, and one is given no more. */
function readByOlderRules(world: Garden): void {
  world.sh("tt export -- tt import");
  world.sh(`tt events | grep ':u0"' | sed 's/:u0"/:u7"/' | tt import`);
  change(
    world,
    `update event_rows set number1 = 1 where key = 'u1'; delete from event_rows where key = 'u2';
     update event_sessions set rules = 1`,
  );
}

const KILLS = times(1);

describe("tt export --full -- tt import --replace", () => {
  it("makes the store what this version reads, and status tells before and after", async () => {
    const world = garden();
    readByOlderRules(world);
    expect(await held(world)).not.toEqual(sorted(world.full()));
    expect(world.sh("tt status").stdout).toContain(
      "1 session read by older rules: 'tt export --full -- tt import --replace' corrects those whose logs are still there",
    );
    expect(world.sh(`${CORRECT} --summary text`)).toEqual({
      code: 0,
      stdout: "",
      stderr: expect.stringMatching(/: 5 lines read, 4 inserted, 1 ignored, 4 removed\n$/) as string,
    });
    expect(await held(world)).toEqual(sorted(world.full()));
    expect(world.sh("tt status").stdout).not.toMatch(/rules/);
    expect(world.sh("tt export -- tt import")).toEqual(QUIET);
  });

  it("corrects what a machine gave before it got a name, and status asks for it no longer", () => {
    const world = garden();
    world.sh(`tt export --data-dir other | sed 's/"type":"user_message"/&,"automated":true/' | tt import`);
    const hours = () => world.sh("tt report 2026-03-02 --csv").stdout;
    const wrong = hours();
    expect(world.sh("tt status").stdout).toContain("1 session read by rules that are not known");
    expect(world.sh("tt update --full --replace --machine-id lap")).toEqual(QUIET);
    expect(world.sh("tt status").stdout).not.toMatch(/rules/);
    const right = hours();
    expect(right).not.toBe(wrong);
    world.sh("tt export --full --data-dir third | tt import --data-dir fresh");
    expect(right).toBe(world.sh("tt report 2026-03-02 --csv --data-dir fresh").stdout);
  });

  it("leaves a session whose log is gone, and says that it can no longer be corrected", async () => {
    const world = garden();
    writeFileSync(join(world.log, "../s2.jsonl"), prompt("v1", { sessionId: "s2" }));
    const all = sorted(world.full());
    world.sh("tt export -- tt import");
    change(world, "update event_sessions set rules = 1");
    rmSync(join(world.log, "../s2.jsonl"));
    expect(world.sh(CORRECT)).toEqual(QUIET);
    expect(await held(world)).toEqual(all);
    expect(world.sh("tt status").stdout).toContain(
      "1 session read by older rules can no longer be corrected: the logs are gone, or give no events any more",
    );
    const { store } = JSON.parse(world.sh("tt status --json").stdout) as { store: { correctable: unknown } };
    expect(store.correctable).toEqual({ older: 0, unknown: 0, beyond: 1 });
    expect(world.sh("tt doctor").stdout).not.toContain("wrong  ");
  });

  it("leaves a session's prompts whose own log is gone, though those of its sub-agents are there", async () => {
    const world = garden();
    const agents = join(world.log, "../s1/subagents");
    mkdirSync(agents, { recursive: true });
    const used = toolCalls("t1", 2).replace('"type":"assistant"', '"type":"assistant","agentId":"a1"');
    writeFileSync(join(agents, "agent-a1.jsonl"), used);
    world.sh("tt export -- tt import");
    const all = await held(world);
    expect(all.filter((line) => line.includes('"agent_id":"a1"'))).toHaveLength(2);
    const hours = () => world.sh("tt report 2026-03-02 --csv").stdout;
    const before = hours();
    change(world, "update event_sessions set rules = 1");
    rmSync(world.log);
    const told =
      "tt: left as they are, because the input has nothing of their threads (a session's own, or a sub-agent's): " +
      "4 events of 1 session; the logs are gone, or give no events any more\n";
    expect(world.sh(CORRECT)).toEqual({ code: 0, stdout: "", stderr: told });
    expect([await held(world), hours()]).toEqual([all, before]);
    const again = world.sh(`${CORRECT} --summary json`).stderr;
    expect(JSON.parse(again)).toMatchObject({ inserted: 2, removed: 2, kept: {}, left: { sessions: 1, events: 4 } });
    expect(world.sh("tt status").stdout).toContain("1 session read by older rules can no longer be corrected: ");
    expect(world.sh("tt doctor").stdout).not.toContain("wrong  ");
  });

  it("replaces what it asks for, and leaves events of other types as they are", async () => {
    const world = garden();
    world.grow(answer("m1"));
    world.sh("tt export --types all -- tt import");
    const all = await held(world);
    const usage = all.filter((line) => line.includes('"agent_usage"'));
    expect(usage).toHaveLength(1);
    change(world, "update event_rows set number1 = 1 where key = 'u1'; update event_sessions set rules = 1");
    const { code, stderr } = world.sh(`tt export --full --types evidence -- tt import --replace`);
    expect([code, stderr]).toEqual([
      0,
      "tt: from now on 'tt update' brings these types of events no longer: agent_usage,agent_limit,agent_error\n" +
        "hint: 'tt update --types all' goes on with them; what is left out until then comes only with --full\n" +
        "tt: left as they are, because the export was not asked for their types: 1 agent_usage\n" +
        "hint: with --types all they are replaced too\n",
    ]);
    expect(await held(world)).toEqual(all);
    const again = world.sh(`tt export --full --types evidence -- tt import --replace --summary json`).stderr;
    expect(JSON.parse(again)).toMatchObject({ inserted: all.length - 1, kept: { agent_usage: 1 }, warnings: [] });
    // What was not replaced is still of the older rules.
    expect(world.sh("tt status").stdout).toContain("1 session read by older rules: ");
    expect(world.sh(`tt export --full --types all -- tt import --replace`)).toEqual(QUIET);
    expect(await held(world)).toEqual(all);
    expect(world.sh("tt status").stdout).not.toMatch(/rules/);
    expect(world.sh("tt doctor").stdout).not.toContain("wrong  ");
  });

  it("takes a mark of an older version, which names no types, for all", async () => {
    const world = garden();
    world.grow(answer("m1"));
    world.sh("tt export --types all -- tt import");
    world.sh(`tt export --full --end-mark --data-dir other | sed 's/,"types":[^]]*]//' > older.ndjson`);
    expect(world.sh("tt import --replace older.ndjson")).toEqual(QUIET);
    expect(await held(world)).toEqual(sorted(world.full()));
  });

  it.each(some(["", "--since 2020-01-01", "--dry-run"]))(
    "is wrong usage without --full (%s): exit 2",
    async (flags) => {
      const world = garden();
      world.sh("tt export -- tt import");
      const { code, stderr } = world.sh(`tt export ${flags} -- tt import --replace`);
      expect([code, stderr]).toEqual([2, expect.stringContaining("hint: 'tt export --full -- tt import --replace'")]);
      expect(await held(world)).toEqual(sorted(world.full()));
    },
  );

  it("behind a shell needs the mark: without it 74, and nothing is replaced or stored", async () => {
    const world = garden();
    readByOlderRules(world);
    const [before, state] = [await held(world), stateOf(world.manifest)];
    const behind = "-- sh -c 'cat | $TT import --replace'";
    const { code, stderr } = world.sh(`tt export --full ${behind}`);
    expect([code, stderr]).toEqual([74, expect.stringContaining("tt: nothing was replaced: the input ends without")]);
    expect([await held(world), stateOf(world.manifest)]).toEqual([before, state]);
    expect(world.sh(`tt export --full --end-mark ${behind}`)).toEqual(QUIET);
    expect(await held(world)).toEqual(sorted(world.full()));
  });

  it("takes the same from a file, and from another machine", async () => {
    const world = garden();
    readByOlderRules(world);
    world.sh("tt export --full --end-mark --data-dir other > events.ndjson");
    expect(world.sh("tt import --replace events.ndjson")).toEqual(QUIET);
    expect(await held(world)).toEqual(sorted(world.full()));
    world.sh("tt export --full --end-mark --data-dir far --machine-id shed | tt import --replace");
    expect((await held(world)).length).toBe(2 * world.full().length);
  });

  it.skipIf(!permissionsCount)("replaces nothing of an agent whose logs cannot all be read", async () => {
    const world = garden({ other: true });
    const second = join(world.log, "../s2.jsonl");
    writeFileSync(second, prompt("v1", { sessionId: "s2" }));
    giveTo(world.home);
    world.sh("tt export -- tt import");
    change(world, "update event_rows set number1 = 1 where key = 'u1'");
    giveTo(world.home);
    const before = await held(world);
    giveTo(world.home);
    chmodSync(second, 0);
    const { code, stderr } = world.sh(CORRECT);
    expect([code, stderr]).toEqual([
      74,
      expect.stringContaining("nothing was replaced: not everything of claude-code is in the input"),
    ]);
    expect(await held(world)).toEqual(before);
  });

  itAlso("leaves nothing in the folder for temporary files", () => {
    const world = garden();
    const temp = join(world.home, "temp");
    mkdirSync(temp);
    expect(world.sh(`TMPDIR=${temp} ${CORRECT}`)).toEqual(QUIET);
    expect(readdirSync(temp)).toEqual([]);
    const { code, stderr } = world.sh(`tt export --full -- tt import --replace; TMPDIR=$HOME/gone ${CORRECT}`);
    expect([code, stderr]).toEqual([74, expect.stringContaining("the input cannot be kept in")]);
  });

  it("killed at any moment, at either end, leaves the store as it was or as it is to be", async () => {
    const world = garden();
    for (let made = 0; made < 60; made++) world.grow(toolCalls(`t${made}`, 100));
    readByOlderRules(world);
    const before = await held(world);
    const after = sorted(world.full());
    const store = join(world.dataDir, "tracker.db");
    copyFileSync(store, join(world.home, "older.db"));
    const { below, pick } = seededRandom(5);
    const ends = { before: 0, after: 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      for (const end of ["-wal", "-shm"]) rmSync(store + end, { force: true });
      copyFileSync(join(world.home, "older.db"), store);
      const child = startShell(`exec $TT export --full -- tt import --replace`, { home: world.home });
      const ended = once(child, "close");
      await pause(80 + below(600));
      if (child.pid !== undefined) killOne(child.pid, pick(["exporter", "consumer"]));
      await ended;
      const now = await held(world);
      if (JSON.stringify(now) === JSON.stringify(before)) ends.before++;
      else {
        expect(now).toEqual(after);
        ends.after++;
      }
    }
    expect([ends.before > 0, ends.before + ends.after]).toEqual([true, KILLS]);
    expect(world.sh(CORRECT)).toEqual(QUIET);
    expect(await held(world)).toEqual(after);
  });
});

/** Kills an exporter or its consumer, whichever is still there. */
function killOne(exporter: number, which: "exporter" | "consumer"): void {
  try {
    const children = readFileSync(`/proc/${exporter}/task/${exporter}/children`, "utf8").trim();
    process.kill(which === "consumer" && children !== "" ? Number(children.split(" ")[0]) : exporter, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

describe("tt export --end-mark", () => {
  const markOf = (stdout: string) => JSON.parse(linesOf(stdout).at(-1) ?? "") as Record<string, unknown>;

  it("prints a last line with the number and the digest of the lines before it, and what is complete", () => {
    const world = garden();
    const { stdout } = world.sh("tt export --end-mark --machine-id desk");
    const lines = linesOf(stdout).slice(0, -1);
    const digest = createHash("sha256")
      .update(lines.map((line) => `${line}\n`).join(""))
      .digest("hex");
    expect(markOf(stdout)).toEqual({
      type: "end",
      events: 4,
      lines_sha256: digest,
      complete: { "claude-code": expect.any(Number) as number },
      types: ["agent_session", "user_message", "user_action", "agent_tool_use", "agent_turn"],
      machine_id: "desk",
    });
  });

  it("is printed when nothing is new too, but starts no consumer; of a part nothing is complete", () => {
    const world = garden();
    world.sh("tt export");
    expect(markOf(world.sh("tt export --end-mark").stdout)).toMatchObject({ events: 0, complete: {} });
    expect(world.sh("tt export --quiet --end-mark -- sh -c 'exit 3'")).toEqual(QUIET);
    world.grow(prompt("u9"));
    expect(markOf(world.sh("tt export --end-mark").stdout)).toMatchObject({ events: 1, complete: {} });
    expect(markOf(world.sh("tt export --end-mark --since 2020-01-01").stdout)).toMatchObject({
      events: 5,
      complete: {},
    });
    expect(markOf(world.sh("tt export --end-mark --full").stdout)).toMatchObject({
      events: 5,
      complete: { "claude-code": 4 },
    });
  });

  it("is no event to an ordinary import", () => {
    const world = garden();
    const { stderr } = world.sh("tt export --end-mark | tt import --summary json");
    expect(JSON.parse(stderr)).toMatchObject({ read: 5, inserted: 4, ignored: 1, malformed: 0 });
  });

  itAlso("is what is written, whatever the size", () => {
    const world = garden({ events: 20_000 });
    const { stdout } = world.sh("tt export --end-mark");
    expect(markOf(stdout)).toMatchObject({ events: linesOf(stdout).length - 1 });
    expect(world.sh("tt export --full --end-mark | tt import --replace")).toEqual(QUIET);
  });
});
