/** The reference decoder is itself held against what was written and reviewed by hand, and tried on real logs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { referenceLog, referenceTree, type ReferenceEvent } from "../agents/claude-code/reference.ts";
import { wireLine } from "../support/reference/wire.ts";
import { times } from "../support/shares.ts";
import { uglyLog, uglyTree } from "../support/random/ugly-logs.ts";

const repository = join(import.meta.dirname, "../..");
const fixtures = join(repository, "fixtures/claude-code");
const cases = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const corpus = join(repository, "../shared/corpus/claude-code");

const asLines = (events: readonly object[]): string => events.map((event) => `${wireLine(event)}\n`).join("");

describe("the reference decoder", () => {
  it.each(cases.map(({ name }) => name))("gives what the fixture %s expects", (name) => {
    const { events } = referenceTree([join(fixtures, name, "home/.claude")]);
    expect(asLines(events)).toBe(readFileSync(join(fixtures, name, "expected.ndjson"), "utf8"));
  });

  it("keeps every event below 64 KiB, without nulls", () => {
    const { events } = referenceTree(cases.map(({ name }) => join(fixtures, name, "home/.claude")));
    for (const event of events) {
      expect(Buffer.byteLength(asLines([event]))).toBeLessThanOrEqual(65_536);
      expect(Object.values(event)).not.toContain(null);
    }
  });

  it("puts a machine before every id", () => {
    const log = Buffer.from(`{"type":"user","sessionId":"s1","timestamp":"2026-03-02T09:00Z","uuid":"u1"}\n`);
    const { events } = referenceLog(log, { subAgent: false }, { machineId: "shed-1" });
    expect(events).toEqual([
      {
        id: "shed-1:remote.agent:agent_session:2026-03-02T09:00:00.000Z:s1:started",
        timestamp: "2026-03-02T09:00:00.000Z",
        source: "remote.agent",
        type: "agent_session",
        agent: "claude-code",
        session_id: "s1",
        machine_id: "shed-1",
        action: "started",
      },
    ]);
  });

  it("passes over a line that is too long, and salvages none above 4 MiB", () => {
    const [start, end] = [`{"type":"user","sessionId":"s1","timestamp":"2026-03-02T09:00Z","uuid":"u1","pad":"`, `"}`];
    const long = (length: number): Buffer => {
      const padding = Buffer.alloc(length - start.length - end.length, "x");
      return Buffer.concat([Buffer.from(start), padding, Buffer.from(end)]);
    };
    const spoilt = (length: number): Buffer => Buffer.concat([Buffer.from("x"), long(length - 1)]);
    const read = (line: Buffer) => {
      const { events, ...counts } = referenceLog(Buffer.concat([line, Buffer.from("\n")]), { subAgent: false });
      return { ...counts, events: events.length };
    };
    expect(read(long(67_108_864))).toEqual({ events: 1, malformed: 0, tooLong: 0, end: 67_108_865 });
    expect(read(long(67_108_865))).toEqual({ events: 0, malformed: 0, tooLong: 1, end: 67_108_866 });
    expect(read(spoilt(4_194_304))).toEqual({ events: 1, malformed: 1, tooLong: 0, end: 4_194_305 });
    expect(read(spoilt(4_194_305))).toEqual({ events: 0, malformed: 1, tooLong: 0, end: 4_194_306 });
  });

  it.skipIf(!existsSync(corpus))("finds events in real logs, and names none twice within a log", () => {
    const { events, logs } = referenceTree([corpus]);
    expect(events.length).toBeGreaterThan(0);
    for (const log of logs) {
      const subAgent = log.includes("/subagents/") || basename(log).startsWith("agent-");
      const ids = referenceLog(readFileSync(log), { subAgent }).events.map(({ id }) => id);
      expect(new Set(ids).size, log).toBe(ids.length);
    }
  });
});

describe("ugly logs", () => {
  const seeds = Array.from({ length: times(20) }, (_, seed) => seed);
  const read = (bytes: Buffer) => referenceLog(bytes, { subAgent: false });

  it("come out the same for the same seed", () => {
    for (const seed of seeds) expect(uglyLog(seed).equals(uglyLog(seed))).toBe(true);
    expect([...uglyTree(7)]).toEqual([...uglyTree(7)]);
    expect(uglyLog(7).equals(uglyLog(8))).toBe(false);
  });

  it("give events of every type, more of them than half as many as lines", () => {
    const events = seeds.flatMap((seed) => read(uglyLog(seed, { lines: 100 })).events);
    expect(events.length).toBeGreaterThan(seeds.length * 50);
    const types = ["agent_session", "user_message", "user_action", "agent_tool_use", "agent_turn"];
    expect(new Set(events.map((event) => event["type"]))).toEqual(new Set(types));
  });

  it("name with one id only copies of one happening", () => {
    // Where a copied turn can have begun at the earliest, its own log says.
    const free = new Set(["session_id", "cwd", "git_branch", "agent", "agent_id", "automated", "duration_ms"]);
    const told = (event: ReferenceEvent) => Object.entries(event).filter(([field]) => !free.has(field));
    for (const seed of seeds) {
      const first = new Map<string, ReferenceEvent>();
      for (const event of read(uglyLog(seed)).events) {
        expect(told(event)).toEqual(told(first.get(event.id) ?? event));
        if (!first.has(event.id)) first.set(event.id, event);
      }
    }
  });

  it("are read the same whatever follows: the events up to a cut are the first of all events", () => {
    for (const seed of seeds) {
      const log = uglyLog(seed, { lines: 40 });
      const whole = read(log);
      for (const share of [0, 0.1, 0.5, 0.9]) {
        const part = read(log.subarray(0, Math.floor(log.length * share)));
        expect(part.events).toEqual(whole.events.slice(0, part.events.length));
        expect(read(log.subarray(0, part.end)).events).toEqual(part.events);
      }
    }
  });
});
