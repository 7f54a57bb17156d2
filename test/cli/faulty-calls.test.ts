/**
 * Every call of the system on logs, directories, manifests, `last-export.json` and the store, each failing with every
 * error at its first, a middle and its last place. A random part of the table runs here;
 * `TT_FAULTS=all npx vitest run test/cli/faulty-calls.test.ts` runs all of it.
 */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { everyKindOfLog } from "../support/every-kind.ts";
import { leftovers, linesOf, prompt } from "../support/garden.ts";
import { hasStrace } from "../support/machine.ts";
import { seededRandom } from "../support/random.ts";
import { shell } from "../support/shell.ts";
import { callsBelow, failedBelow, failing, tracing, type SystemCall } from "../support/strace.ts";
import { tempDir } from "../support/temp.ts";

const ERRORS = ["EIO", "ENOSPC", "EINTR", "ESTALE", "ENOTCONN", "EDQUOT"] as const;
/** Calls that end the process, wait, or fail only for a bug of the caller's. */
const NEVER_FAIL = new Set(["execve", "exit_group", "munmap", "mprotect", "futex", "lseek", "readlink", "getcwd"]);
const SAMPLE = process.env["TT_FAULTS"] === "all" ? Infinity : Number(process.env["TT_FAULTS"] ?? 8);
const SEED = Number(process.env["TT_SEED"] ?? 12);

const STATE = [/-manifest\.json/, /^\.time-tracker\/last-export\.json/, /^\.time-tracker$/];

/** What a call is made on, for the table. */
function kindOf(path: string): "log" | "state" | "store" {
  if (path.startsWith(".time-tracker/tracker.db")) return "store";
  return STATE.some((pattern) => pattern.test(path)) ? "state" : "log";
}

/** The same name for every log of a kind, and for every temporary file. */
function targetOf(path: string): string {
  return path
    .replace(/\.\d+-[0-9a-f]{12}\.next(?:\.\d+)?$/, ".next")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{20,}|[0-9]{4,}|(?<=(?:prt|msg|ses)_)\w+/g, "*");
}

interface Case {
  readonly call: SystemCall;
  readonly error: string;
}

/** Each call on each target, at its first, a middle and its last place, with each error. */
function tableOf(calls: readonly SystemCall[], folder: string): readonly Case[] {
  const groups = Map.groupBy(
    calls.filter(({ name }) => !NEVER_FAIL.has(name)),
    ({ name, path }) => `${name} ${targetOf(relative(folder, path))}`,
  );
  const places = [...groups.values()].flatMap((group) => [
    ...new Set([group[0], group[group.length >> 1], group.at(-1)].filter((call) => call !== undefined)),
  ]);
  return places.flatMap((call) => ERRORS.map((error) => ({ call, error })));
}

function sampleOf(cases: readonly Case[]): readonly Case[] {
  if (cases.length <= SAMPLE) return cases;
  const random = seededRandom(SEED);
  return Array.from({ length: SAMPLE }, () => cases[random.below(cases.length)]).filter((one) => one !== undefined);
}

/** A home with every kind of log, some exported, some not, and its state as it was before what is tested. */
class World {
  readonly home = tempDir();
  readonly dataDir = join(this.home, ".time-tracker");
  readonly #trace = join(tempDir(), "trace");
  readonly #saved = join(tempDir(), "saved");

  sh(script: string, input = "") {
    const ended = shell(script, { home: this.home, input });
    if (ended.code === null) throw new Error(`it does not end: ${script}`);
    return ended;
  }

  save(): void {
    rmSync(this.#saved, { recursive: true, force: true });
    cpSync(this.dataDir, this.#saved, { recursive: true, preserveTimestamps: true });
  }

  restore(): void {
    rmSync(this.dataDir, { recursive: true, force: true });
    cpSync(this.#saved, this.dataDir, { recursive: true, preserveTimestamps: true });
  }

  state(): readonly string[] {
    return readdirSync(this.dataDir)
      .filter((name) => name.endsWith("-manifest.json"))
      .map((name) => `${name} ${readFileSync(join(this.dataDir, name), "utf8")}`);
  }

  calls(script: string, input = ""): readonly SystemCall[] {
    this.restore();
    this.sh(`${tracing(this.#trace)}${script}`, input);
    return callsBelow(this.home, readFileSync(this.#trace, "utf8"));
  }

  /** Runs with the fault; `undefined` if it met something else than was meant. */
  fail(script: string, { call, error }: Case, input = "") {
    this.restore();
    const ended = this.sh(`${failing(this.#trace, call, error)}${script}`, input);
    const hit = failedBelow(this.home, readFileSync(this.#trace, "utf8"));
    if (hit === undefined || targetOf(hit) !== targetOf(call.path)) return undefined;
    return ended;
  }
}

/** A world after an export, whose logs then grew. */
function grownWorld(): World {
  const world = new World();
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

/** What must hold of any run, whatever failed. All of the table is told, not its first failure alone. */
function expectCalm(ended: { readonly stderr: string }, told: string): void {
  expect.soft(ended.stderr, told).not.toMatch(/a bug|\n {4}at |node:internal/);
}

const told = ({ call, error }: Case, home: string) =>
  `${call.name} #${call.nth} of ${relative(home, call.path)}: ${error}`;

/** Misses come when a garbage collection or a thread shifts the count of calls: few, or the table proves nothing. */
function expectFewMisses(missed: readonly string[], played: number): void {
  expect(missed.length, missed.join("\n")).toBeLessThanOrEqual(Math.max(1, played * 0.05));
}

describe.skipIf(!hasStrace)("a call of the system that fails (needs strace)", { timeout: 3_600_000 }, () => {
  it("in an export costs a warning at the most, and no event", () => {
    const world = grownWorld();
    const { home, dataDir } = world;
    const full = new Set(linesOf(world.sh(`tt export --data-dir ${join(home, "other")}`).stdout));
    rmSync(join(home, "other"), { recursive: true });
    expect(full.size).toBeGreaterThan(40);
    const before = new Set(linesOf(world.sh("tt export --full --since 2000-01-01 --until 1999-01-01; true").stdout));
    expect(before.size).toBe(0);
    const cases = tableOf(world.calls("$TT export"), home);
    world.restore();
    const news = new Set(linesOf(world.sh("tt export").stdout));
    expect(news.size).toBeGreaterThan(6);
    const sample = sampleOf(cases);
    const missed: string[] = [];
    for (const one of sample) {
      const name = told(one, home);
      const ended = world.fail("$TT export", one);
      if (ended === undefined) {
        missed.push(name);
        continue;
      }
      expectCalm(ended, name);
      const kind = kindOf(relative(home, one.call.path));
      expect.soft(kind === "log" ? [0] : [0, 74], `${name}\n${ended.stderr}`).toContain(ended.code);
      const printed = linesOf(ended.stdout);
      for (const line of printed) expect.soft(full.has(line), `${name}\naltered: ${line}`).toBe(true);
      if (ended.code === 74) expect.soft(printed, name).toEqual([]);
      const lost = [...news].some((line) => !printed.includes(line));
      if (ended.code === 0 && lost) expect.soft(ended.stderr, name).toContain("tt: warning: cannot read");
      const next = world.sh("tt export");
      expect.soft(next.code, `${name}\n${next.stderr}`).toBe(0);
      expectCalm(next, name);
      const got = new Set([...(ended.code === 0 ? printed : []), ...linesOf(next.stdout)]);
      expect
        .soft(
          [...news].filter((line) => !got.has(line)),
          name,
        )
        .toEqual([]);
      expect.soft(world.sh("tt export"), name).toEqual({ code: 0, stdout: "", stderr: "" });
      expect.soft(leftovers(dataDir), name).toEqual([]);
    }
    if (SAMPLE === Infinity) process.stderr.write(`export: ${cases.length} cases, ${missed.length} missed\n`);
    expectFewMisses(missed, sample.length);
  });

  it("in an import costs no event that was said to be stored, and the import can be repeated", () => {
    const world = grownWorld();
    const events = world.sh(`tt export --data-dir ${join(world.home, "other")}`).stdout;
    rmSync(join(world.home, "other"), { recursive: true });
    const half = linesOf(events).slice(0, 20).join("\n") + "\n";
    const ids = (text: string) => linesOf(text).map((line) => (JSON.parse(line) as { readonly id: string }).id);
    world.sh("tt import", half);
    world.save();
    const calls = world.calls("$TT import", events).filter(({ path }) => kindOf(relative(world.home, path)) !== "log");
    const cases = tableOf(calls, world.home);
    const sample = sampleOf(cases);
    const missed: string[] = [];
    for (const one of sample) {
      const name = told(one, world.home);
      const ended = world.fail("$TT import", one, events);
      if (ended === undefined) {
        missed.push(name);
        continue;
      }
      expectCalm(ended, name);
      expect.soft([0, 74], `${name}\n${ended.stderr}`).toContain(ended.code);
      if (ended.code === 74) expect.soft(ended.stderr, name).toMatch(/the store `[^`]+` /);
      const path = join(world.dataDir, "tracker.db");
      const stored = () => {
        const database = new DatabaseSync(path);
        const rows = database.prepare("select id from events order by id").all();
        expect.soft(database.prepare("pragma integrity_check").get(), name).toEqual({ integrity_check: "ok" });
        database.close();
        return rows.map(({ id }) => String(id));
      };
      const all = [...new Set(ids(events))].sort();
      if (ended.code === 0) expect.soft(stored(), name).toEqual(all);
      else expect.soft(stored(), name).toEqual(expect.arrayContaining(ids(half)));
      expect.soft(world.sh("tt import", events).code, name).toBe(0);
      expect.soft(stored(), name).toEqual(all);
      const left = readdirSync(world.dataDir).filter((file) => /tracker\.db./.test(file));
      expect.soft(left, name).toEqual([]);
    }
    if (SAMPLE === Infinity) process.stderr.write(`import: ${cases.length} cases, ${missed.length} missed\n`);
    expectFewMisses(missed, sample.length);
  });

  it("in a status or a report is told, and changes nothing", () => {
    const world = grownWorld();
    world.sh("tt import", world.sh("tt export").stdout);
    world.save();
    for (const script of ["$TT status", "$TT report --by day"]) {
      const cases = tableOf(world.calls(script), world.home);
      const sample = sampleOf(cases).slice(0, Number.isFinite(SAMPLE) ? 3 : undefined);
      const missed: string[] = [];
      for (const one of sample) {
        const name = `${script}: ${told(one, world.home)}`;
        const before = world.state();
        const ended = world.fail(script, one);
        if (ended === undefined) missed.push(name);
        else {
          expectCalm(ended, name);
          const isMap = one.call.path.endsWith("projects.json");
          expect.soft(isMap ? [0, 2] : [0, 74], `${name}\n${ended.stderr}`).toContain(ended.code);
          expect.soft(world.state(), name).toEqual(before);
          expect.soft(existsSync(join(world.dataDir, "last-export.json")), name).toBe(true);
        }
      }
      if (SAMPLE === Infinity) process.stderr.write(`${script}: ${cases.length} cases, ${missed.length} missed\n`);
      expectFewMisses(missed, sample.length);
    }
  });
});
