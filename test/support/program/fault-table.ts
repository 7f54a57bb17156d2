/** The table of calls that fail: call, place and error; and a home in which its rows are played. */
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "vitest";
import { seededRandom } from "../random/random.ts";
import { shell } from "./shell.ts";
import { callsBelow, failedBelow, failing, tracing, type SystemCall } from "./strace.ts";
import { tempDir } from "./temp.ts";
import type { Ended } from "./tt.ts";
import { times } from "../shares.ts";

const ERRORS = ["EIO", "ENOSPC", "EINTR", "ESTALE", "ENOTCONN", "EDQUOT"] as const;
/** Calls that end the process, wait, or fail only for a bug of the caller's. */
const NEVER_FAIL = new Set(["execve", "exit_group", "munmap", "mprotect", "futex", "lseek", "readlink", "getcwd"]);
/** How many rows are played. */
const SAMPLE = times(1);
const SEED = Number(process.env["TT_SEED"] ?? 12);

/** A manifest, or what has changed since. */
const STATE_OF_LOGS = /-manifest\.(?:changes\.)?json$/;
const STATE = [
  /-manifest\.(?:changes\.)?json/,
  /^\.time-tracker\/(?:last-export|daily-counts)\.json/,
  /^\.time-tracker$/,
];

/** What a call is made on, by its path in a home. */
export function kindOf(path: string): "log" | "state" | "store" {
  if (path.startsWith(".time-tracker/tracker.db")) return "store";
  return STATE.some((pattern) => pattern.test(path)) ? "state" : "log";
}

/** The same name for every log of a kind, and for every temporary file. */
function targetOf(path: string): string {
  return path
    .replace(/\.\d+-[0-9a-f]{12}\.next(?:\.\d+)?$/, ".next")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{20,}|[0-9]{4,}|(?<=(?:prt|msg|ses)_)\w+/g, "*");
}

/** A row of the table. */
export interface Case {
  readonly call: SystemCall;
  /** How many of its name on its target come before it. */
  readonly index: number;
  readonly error: string;
}

function isSameTarget(one: SystemCall, other: SystemCall): boolean {
  return one.name === other.name && targetOf(one.path) === targetOf(other.path);
}

/** Each call on each target, at its first, a middle and its last place, with each error. */
export function tableOf(calls: readonly SystemCall[], folder: string): readonly Case[] {
  const groups = Map.groupBy(
    calls.filter(({ name }) => !NEVER_FAIL.has(name)),
    ({ name, path }) => `${name} ${targetOf(relative(folder, path))}`,
  );
  const places = [...groups.values()].flatMap((group) =>
    [...new Set([0, group.length >> 1, group.length - 1])].flatMap((index) => {
      const call = group[index];
      return call === undefined ? [] : [{ call, index }];
    }),
  );
  return places.flatMap((place) => ERRORS.map((error) => ({ ...place, error })));
}

function sampleOf(cases: readonly Case[], share: number): readonly Case[] {
  const count = Math.ceil(SAMPLE * share);
  if (cases.length <= count) return cases;
  const random = seededRandom(SEED);
  return Array.from({ length: count }, () => cases[random.below(cases.length)]).filter((one) => one !== undefined);
}

/**
 * Plays a part of a table, or all of it. `check` throws what is wrong with a row; all that is wrong is told, not the first
 * alone. A row whose call is not met proves nothing: there may be few of those.
 */
export function playTable(
  name: string,
  {
    cases,
    share = 1,
    fail,
    check,
  }: {
    readonly cases: readonly Case[];
    /** Of a sample: so much of it. */
    readonly share?: number;
    readonly fail: (one: Case) => Ended | undefined;
    readonly check: (ended: Ended, one: Case) => void;
  },
): void {
  const sample = sampleOf(cases, share);
  const wrong: string[] = [];
  const missed: string[] = [];
  const tell = (line: string) => {
    if (SAMPLE > 100) process.stderr.write(`${line}\n`);
  };
  for (const [at, one] of sample.entries()) {
    const row = `${name}: ${one.call.name} #${one.call.nth} of ${one.call.path}: ${one.error}`;
    const ended = fail(one);
    if (ended === undefined) missed.push(row);
    else
      try {
        expect(ended.stderr).not.toMatch(/a bug|\n {4}at |node:internal|Assertion/);
        check(ended, one);
      } catch (error) {
        wrong.push(`${row}\n${error instanceof Error ? error.message : String(error)}\nit said: ${ended.stderr}`);
        tell(wrong.at(-1) ?? "");
      }
    if (at % 100 === 99) tell(`${name}: ${at + 1} of ${sample.length}`);
  }
  tell(`${name}: ${sample.length} of ${cases.length} rows, ${wrong.length} wrong, ${missed.length} missed`);
  expect(wrong).toEqual([]);
  expect(missed.length, missed.join("\n")).toBeLessThanOrEqual(Math.max(1, sample.length * 0.05));
}

/** A home with every kind of log, some exported, some not, and its state as it was before what is tested. */
export class FaultyWorld {
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
      .filter((name) => STATE_OF_LOGS.test(name))
      .map((name) => `${name} ${readFileSync(join(this.dataDir, name), "utf8")}`);
  }

  calls(script: string, input = "", names = "all"): readonly SystemCall[] {
    this.restore();
    this.sh(`${tracing(this.#trace, names)}${script}`, input);
    return callsBelow(this.home, readFileSync(this.#trace, "utf8"));
  }

  /**
   * Runs with the fault; `undefined` if it met something else than was meant. Node opens this and that file of the system
   * as it goes: then the calls are counted once more.
   */
  fail(script: string, { call, error, index }: Case, input = "") {
    let { nth } = call;
    for (let tries = 0; tries < 4; tries++) {
      this.restore();
      const ended = this.sh(`${failing(this.#trace, { ...call, nth }, error)}${script}`, input);
      const hit = failedBelow(this.home, readFileSync(this.#trace, "utf8"));
      if (hit !== undefined && targetOf(hit) === targetOf(call.path)) return ended;
      nth = this.calls(script, input, call.name).filter((other) => isSameTarget(other, call))[index]?.nth ?? nth;
    }
    return undefined;
  }
}
