/**
 * Every call of the system on logs, directories, manifests, `last-export.json` and the store, each failing with every
 * error at its first, a middle and its last place. A random part of the table runs here;
 * `TT_TIMES=10000 npx vitest run test/cli/faults/faulty-calls.test.ts` runs all of it, and takes long.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { everyKindOfLog } from "../../support/homes/every-kind.ts";
import { FaultyWorld, kindOf, playTable, tableOf } from "../../support/program/fault-table.ts";
import { leftovers, linesOf, prompt } from "../../support/homes/garden.ts";
import { hasStrace } from "../../support/program/machine.ts";
import { playsAll } from "../../support/shares.ts";

/** A world after an export, whose logs then grew. */
function grownWorld(): FaultyWorld {
  const world = new FaultyWorld();
  everyKindOfLog(world.home);
  const log = join(world.home, ".claude/projects/-home-ana-garden/grown.jsonl");
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, prompt("g0", { sessionId: "grown" }));
  expect(world.sh("tt export > /dev/null").code).toBe(0);
  appendFileSync(log, prompt("g1", { sessionId: "grown" }));
  for (const name of ["a", "b", "c"])
    writeFileSync(join(dirname(log), `new-${name}.jsonl`), prompt(name, { sessionId: `new-${name}` }));
  const database = new DatabaseSync(join(world.home, ".local/share/opencode/opencode.db"));
  database.exec(
    `INSERT INTO part SELECT 'prt_new', message_id, session_id, 1, 1, '{"type":"tool","tool":"bash","state":{"status":"completed","time":{"start":1767600000000,"end":1767600000001}}}'
     FROM part WHERE json_extract(data, '$.type') = 'tool' LIMIT 1`,
  );
  database.close();
  world.save();
  // A log that was changed a moment ago is looked at more than once: the count of calls would not stay.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  return world;
}

const idsOf = (text: string) => linesOf(text).map((line) => (JSON.parse(line) as { readonly id: string }).id);

/** The events of all logs, without a trace of the export. */
function allEvents(world: FaultyWorld): string {
  const { stdout } = world.sh(`tt export --data-dir ${join(world.home, "other")}`);
  rmSync(join(world.home, "other"), { recursive: true });
  return stdout;
}

describe.skipIf(!hasStrace)("a call of the system that fails (needs strace)", { timeout: 7_200_000 }, () => {
  it("in an export costs a warning at the most, and no event", () => {
    const world = grownWorld();
    const full = new Set(linesOf(allEvents(world)));
    expect(full.size).toBeGreaterThan(40);
    const cases = tableOf(world.calls("$TT export"), world.home);
    world.restore();
    const news = linesOf(world.sh("tt export").stdout);
    expect(news.length).toBeGreaterThan(6);
    playTable("export", {
      cases,
      fail: (one) => world.fail("$TT export", one),
      check({ code, stdout, stderr }, { call }) {
        expect(kindOf(relative(world.home, call.path)) === "log" ? [0] : [0, 74]).toContain(code);
        const printed = linesOf(stdout);
        expect(printed.filter((line) => !full.has(line))).toEqual([]);
        if (code === 74) expect(printed).toEqual([]);
        if (code === 0 && news.some((line) => !printed.includes(line)))
          expect(stderr).toContain("tt: warning: cannot read");
        const next = world.sh("tt export");
        expect(next.code, next.stderr).toBe(0);
        const got = new Set([...(code === 0 ? printed : []), ...linesOf(next.stdout)]);
        expect(news.filter((line) => !got.has(line))).toEqual([]);
        expect(world.sh("tt export")).toEqual({ code: 0, stdout: "", stderr: "" });
        expect(leftovers(world.dataDir)).toEqual([]);
      },
    });
  });

  it("in an import costs no event that was said to be stored, and the import can be repeated", () => {
    const world = grownWorld();
    const events = allEvents(world);
    const half = `${linesOf(events).slice(0, 20).join("\n")}\n`;
    world.sh("tt import", half);
    world.save();
    const stored = () => {
      const database = new DatabaseSync(join(world.dataDir, "tracker.db"));
      const rows = database.prepare("select id from events order by id").all();
      expect(database.prepare("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
      database.close();
      return rows.map(({ id }) => String(id));
    };
    const all = [...new Set(idsOf(events))].sort();
    const calls = world.calls("$TT import", events).filter(({ path }) => kindOf(relative(world.home, path)) !== "log");
    playTable("import", {
      cases: tableOf(calls, world.home),
      fail: (one) => world.fail("$TT import", one, events),
      check({ code, stderr }) {
        expect([0, 74]).toContain(code);
        if (code === 74) expect(stderr).toMatch(/the store `[^`]+` /);
        if (code === 0) expect(stored()).toEqual(all);
        else expect(stored()).toEqual(expect.arrayContaining(idsOf(half)));
        expect(world.sh("tt import", events).code).toBe(0);
        expect(stored()).toEqual(all);
        expect(readdirSync(world.dataDir).filter((file) => /tracker\.db./.test(file))).toEqual([]);
      },
    });
  });

  (playsAll ? it : it.skip).each(["status", "report"])("in a %s is told, and changes nothing", (command) => {
    const world = grownWorld();
    world.sh("tt import", world.sh("tt export").stdout);
    world.save();
    const before = world.state();
    playTable(command, {
      cases: tableOf(world.calls(`$TT ${command}`), world.home),
      share: 0.4,
      fail: (one) => world.fail(`$TT ${command}`, one),
      check({ code }, { call }) {
        expect(call.path.endsWith("projects.json") ? [0, 2] : [0, 74]).toContain(code);
        expect(world.state()).toEqual(before);
        expect(existsSync(join(world.dataDir, "last-export.json"))).toBe(true);
      },
    });
  });
});
