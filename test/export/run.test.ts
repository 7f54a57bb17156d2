/** The run itself, in this process: write, then advance; flush once, at the end; and what it counts on the way. */
import { describe, expect, it } from "vitest";
import { claudeCode } from "../../src/agents/claude-code/index.ts";
import { TYPE_GROUPS } from "../../src/events/event-type.ts";
import type { Observation } from "../../src/events/observation.ts";
import type { Wanted } from "../../src/export/job.ts";
import { silent } from "../../src/export/progress.ts";
import { runExport, type ExportRequest, type Progress } from "../../src/export/run.ts";
import { nowhere } from "../../src/export/sinks/sink.ts";
import { Tally } from "../../src/export/summary/totals.ts";
import type { Batch, Discovery, Log, Source } from "../../src/logs/source.ts";
import { NO_ENTRIES, ParsedEntries } from "../../src/manifest/entries.ts";
import { Ledger, type LedgerSettings } from "../../src/manifest/ledger.ts";
import type { Problem } from "../../src/problem.ts";

const settings: LedgerSettings = { machineId: undefined, types: "core", exclude: [], forget: false };
const everything: Wanted = {
  machineId: undefined,
  since: undefined,
  until: undefined,
  exclude: [],
  types: new Set(TYPE_GROUPS.core),
};
const counts = { lines: 1, skipped: { "other-type": 1 } };
const cannotRead = (path: string): Problem => ({ kind: "unreadable", path, cause: "EIO" });

function prompt(second: number, cwd = "/home/ana/garden"): Observation {
  const at = new Date(Date.UTC(2026, 2, 2, 9, 0, second)).toISOString();
  const kind = "user-message";
  return { kind, at, sessionId: "s1", key: `u${second}`, cwd, length: 1, hasImage: false, automated: false };
}

function logOf(key: string, { size = 100, mtimeMs = 0 } = {}): Log {
  return { key, path: `/logs/${key}`, depth: 1, stat: { size, mtimeMs, ctimeMs: 0, dev: 1, ino: 1 } };
}

/** Two batches a log, the cursor in the second: a prompt in each. */
function twoBatches({ key }: Log): readonly Batch[] {
  const at = key === "a" ? 0 : 10;
  return [
    { observations: [prompt(at)], problems: [], counts },
    { observations: [prompt(at + 1)], problems: [cannotRead(key)], counts, cursor: { byte_offset: 9 } },
  ];
}

interface Given {
  readonly logs?: readonly Log[];
  readonly read?: (log: Log) => Iterable<Batch> | AsyncIterable<Batch>;
  readonly discovered?: Partial<Discovery>;
  readonly entries?: readonly string[];
  /** A window: nothing is stored. */
  readonly window?: boolean;
}

/** A run over two logs that are made here, and its ledger. */
function given(
  { logs = [logOf("a"), logOf("b")], read = twoBatches, discovered, entries = [], window = false }: Given,
  more: Partial<ExportRequest> = {},
) {
  const isUnchanged: Source["isUnchanged"] = (_, cursor) => cursor?.["byte_offset"] === 100;
  const source: Source = { ...claudeCode(), isUnchanged, read };
  const stored = new Map(entries.map((key) => [key, { byte_offset: key === "whole" ? 100 : 40 }]));
  const known = stored.size === 0 ? NO_ENTRIES : new ParsedEntries(stored);
  const ledger = new Ledger({ machineId: undefined, types: "core", entries: known }, settings);
  const discovery: Discovery = {
    logs,
    problems: [],
    links: [],
    found: true,
    isGone: () => false,
    sites: () => [],
    ...discovered,
  };
  const tally = new Tally();
  const request: ExportRequest = {
    runs: [{ source, discovery, ledger: window ? undefined : ledger }],
    wanted: everything,
    tally,
    sink: nowhere,
    progress: silent,
    checkpoint: () => Promise.resolve(),
    wait: (work) => work,
    ...more,
  };
  return { request, ledger, tally };
}

function keysOf(lines: string | Uint8Array): readonly string[] {
  return Buffer.from(lines)
    .toString()
    .split("\n")
    .flatMap((line) => /:(u\d+)"/.exec(line)?.[1] ?? []);
}

describe("a run", () => {
  it("advances a log once what it gave is written, and flushes once everything is", async () => {
    const happened: string[] = [];
    const state = () => ["a", "b"].filter((key) => run.ledger.entries.has(key)).join("");
    const sink = {
      write: (lines: string | Uint8Array) => {
        happened.push(`${keysOf(lines).join()} after ${state()}`);
        return Promise.resolve();
      },
      flush: () => Promise.resolve(void happened.push(`flush after ${state()}`)),
    };
    const run = given({}, { sink });
    await runExport(run.request);
    expect(happened).toEqual(["u0 after ", "u1 after ", "u10 after a", "u11 after a", "flush after ab"]);
    expect(run.ledger.entries.get("b")).toEqual({ byte_offset: 9 });
  });

  it("has not advanced the log whose events could not be written, and does not flush", async () => {
    let flushes = 0;
    const sink = {
      write: (lines: string | Uint8Array) =>
        keysOf(lines).includes("u11") ? Promise.reject(new Error("full")) : Promise.resolve(),
      flush: () => Promise.resolve(void flushes++),
    };
    const { request, ledger } = given({}, { sink });
    await expect(runExport(request)).rejects.toThrow("full");
    expect([[...ledger.entries.keys()], flushes]).toEqual([["a"], 0]);
  });

  it("fails where the flush fails", async () => {
    const sink = { ...nowhere, flush: () => Promise.reject(new Error("not synced")) };
    await expect(runExport(given({}, { sink }).request)).rejects.toThrow("not synced");
  });

  it.each([
    ["between two batches", 1, ["u0"]],
    ["after the last", 5, ["u0", "u1", "u10", "u11"]],
  ])("that is asked to end %s writes no more, and does not flush", async (_, nth, keys) => {
    let checks = 0;
    const got: string[] = [];
    const sink = {
      write: (lines: string | Uint8Array) => Promise.resolve(void got.push(...keysOf(lines))),
      flush: () => Promise.resolve(void got.push("flushed")),
    };
    const checkpoint = () => (++checks === nth ? Promise.reject(new Error("SIGTERM")) : Promise.resolve());
    await expect(runExport(given({}, { sink, checkpoint }).request)).rejects.toThrow("SIGTERM");
    expect(got).toEqual(keys);
  });

  it("does not wait for a batch that never comes once it is asked to end", { timeout: 10_000 }, async () => {
    const never = new Promise<never>(() => {});
    async function* read(): AsyncGenerator<Batch> {
      yield await never;
    }
    const wait: ExportRequest["wait"] = (work) => Promise.race([work, Promise.reject(new Error("SIGINT"))]);
    await expect(runExport(given({ read }, { wait }).request)).rejects.toThrow("SIGINT");
  });

  it("opens the logs that are not as they were left, and says how much of them is new", async () => {
    const said: (string | number)[] = [];
    const progress: Progress = {
      begin: (bytes) => said.push(bytes),
      open: (path, bytes) => said.push(path, bytes),
      read: (bytes) => said.push(bytes),
      end: () => said.push("end"),
    };
    const logs = [logOf("whole"), logOf("grown"), logOf("cut", { size: 30 }), logOf("new")];
    await runExport(given({ logs, entries: ["whole", "grown", "cut"] }, { progress }).request);
    expect(said).toEqual([190, "/logs/grown", 60, 60, "/logs/cut", 30, 30, "/logs/new", 100, 100, "end"]);
  });

  it("forgets the logs that are proven to be gone, and no other", async () => {
    const isGone = (key: string) => key === "gone";
    const { request, ledger } = given({ entries: ["gone", "unseen"], discovered: { isGone } });
    await runExport(request);
    expect([...ledger.entries.keys()].sort()).toEqual(["a", "b", "unseen"]);
  });

  it("of a window opens what was written to since it began, whatever was stored", async () => {
    const opened: string[] = [];
    const logs = [
      logOf("before", { mtimeMs: 999 }),
      logOf("then", { mtimeMs: 1000 }),
      logOf("whole", { mtimeMs: 2000 }),
    ];
    const read = (log: Log) => (opened.push(log.key), twoBatches(log));
    const since = new Date(1000).toISOString();
    await runExport(given({ logs, read, window: true }, { wanted: { ...everything, since } }).request);
    await runExport(given({ logs, read, window: true }).request);
    expect(opened).toEqual(["then", "whole", "before", "then", "whole"]);
  });
});

describe("what a run counts", () => {
  it("is the sum of its batches, with links and problems of the search", async () => {
    const problem: Problem = { kind: "root-missing", path: "/nowhere" };
    const discovered = { problems: [problem], links: [{ path: "/logs/link" }] };
    const { request, tally } = given({ discovered });
    await runExport(request);
    expect(tally.summary()).toEqual({
      sources: {
        "claude-code": { logs: 2, lines: 4, events: { user_message: 4 }, skipped: { symlink: 1, "other-type": 4 } },
      },
      warnings: [problem, cannotRead("a"), cannotRead("b")],
    });
    expect([...tally.unread]).toEqual(["claude-code"]);
  });

  it("tells twenty problems of a kind one by one, and how many more there are", () => {
    const tally = new Tally();
    for (let nth = 0; nth < 23; nth++) tally.addProblems("codex", [cannotRead(`/logs/${nth}`)]);
    tally.addProblems("codex", [{ kind: "malformed", path: "/logs/x" }]);
    const { warnings } = tally.summary();
    expect(warnings.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 20 }, () => "unreadable"),
      "malformed",
      "unreadable",
    ]);
    expect(warnings.at(-1)).toEqual({ kind: "unreadable", more: 3 });
  });

  it("takes a source for read as a whole where lines alone were no records", () => {
    const tally = new Tally();
    tally.addProblems("codex", [{ kind: "malformed", path: "/logs/x" }]);
    expect([...tally.unread]).toEqual([]);
    tally.addProblems("codex", [{ kind: "unknown-format", path: "/logs/x" }]);
    expect([...tally.unread]).toEqual(["codex"]);
  });

  it("has the events of a window from its first moment to before its end, and none of excluded directories", async () => {
    const read = () => [
      {
        observations: [
          prompt(1),
          prompt(2),
          prompt(3, "/home/ana/diary/2026"),
          prompt(4, "/home/ana/diary2"),
          prompt(5),
        ],
        problems: [],
        counts,
      },
    ];
    const got: string[] = [];
    const sink = {
      ...nowhere,
      write: (lines: string | Uint8Array) => Promise.resolve(void got.push(...keysOf(lines))),
    };
    const at = (second: number) => `2026-03-02T09:00:0${second}.000Z`;
    const wanted = { ...everything, since: at(2), until: at(5), exclude: ["/home/ana/diary"] };
    const { request, tally } = given({ logs: [logOf("a")], read }, { sink, wanted });
    await runExport(request);
    expect(got).toEqual(["u2", "u4"]);
    expect(tally.sources["claude-code"]).toMatchObject({ skipped: { excluded: 1 }, events: { user_message: 2 } });
  });
});
