import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { claudeCode } from "../../../src/agents/claude-code/index.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { tempDir } from "../../support/program/temp.ts";
import { times } from "../../support/shares.ts";

type Event = Readonly<Record<string, string | number>>;

const at = (second: number) => new Date(Date.UTC(2026, 1, 21, 10, 0, second)).toISOString();

/** A line of an answer, by what its message is said to have taken. */
interface Line {
  readonly message: string;
  readonly output: number;
  readonly uuid: string;
  readonly second: number;
}

function answer({ message, output, uuid, second }: Line): object {
  const usage = {
    input_tokens: 3,
    cache_creation_input_tokens: 500,
    cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 400 },
    cache_read_input_tokens: 20,
    output_tokens: output,
  };
  const said = { id: message, role: "assistant", model: "claude-opus-4-8", content: [], usage };
  return { type: "assistant", sessionId: "s1", uuid, timestamp: at(second), requestId: "r", message: said };
}

function embedded(line: Line): object {
  const message = answer(line);
  const data = { type: "agent_progress", agentId: "a1", message };
  return { type: "progress", sessionId: "s1", uuid: `p${line.uuid}`, timestamp: at(line.second), data };
}

async function usageOf(logs: Readonly<Record<string, readonly object[]>>): Promise<readonly Event[]> {
  const directory = tempDir();
  for (const [path, records] of Object.entries(logs)) {
    const file = join(directory, "projects/p", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  }
  const lines = await inProcess(claudeCode({ tickMs: 0 }), [directory], "all").run();
  const events = new Map<string, Event>();
  for (const line of lines) {
    const event = JSON.parse(line) as Event;
    if (event["type"] === "agent_usage" && !events.has(String(event["id"]))) events.set(String(event["id"]), event);
  }
  return [...events.values()];
}

function sums(events: readonly Event[]): readonly number[] {
  const sum = (name: string) => events.reduce((all, event) => all + Number(event[name] ?? 0), 0);
  // What the cache keeps for an hour is a part of what went to it.
  expect(sum("cache_write_1h_tokens")).toBe((sum("cache_write_tokens") / 5) * 4);
  const names = ["input_tokens", "cache_write_tokens", "cache_read_tokens", "output_tokens"];
  return names.map(sum);
}

const growing: readonly Line[] = [
  { message: "m1", output: 5, uuid: "u1", second: 0 },
  { message: "m1", output: 5, uuid: "u2", second: 1 },
  { message: "m1", output: 240, uuid: "u3", second: 2 },
];

it("counts a message once that is told on several lines, while it grows", async () => {
  const events = await usageOf({ "s1.jsonl": growing.map(answer) });
  expect(events.map((event) => event["output_tokens"])).toEqual([5, 235]);
  expect(sums(events)).toEqual([3, 500, 20, 240]);
});

it("counts a message once that a copy of its session tells, too", async () => {
  const copy = growing.map((line) => ({ ...answer(line), sessionId: "s2" }));
  expect(sums(await usageOf({ "s1.jsonl": growing.map(answer), "s2.jsonl": copy }))).toEqual([3, 500, 20, 240]);
});

it("counts what a sub-agent took once that a record of its caller tells, too, but for its first line", async () => {
  const logs = {
    "s1.jsonl": growing.slice(1).map(embedded),
    "s1/subagents/agent-a1.jsonl": growing.map((line) => ({ ...answer(line), isSidechain: true, agentId: "a1" })),
  };
  expect(sums(await usageOf(logs))).toEqual([3, 500, 20, 240]);
});

it("counts what a sub-agent took that nothing but a record of its caller tells", async () => {
  const events = await usageOf({ "s1.jsonl": growing.map(embedded) });
  expect(sums(events)).toEqual([3, 500, 20, 240]);
  expect(events[0]).toMatchObject({ session_id: "s1", agent_id: "a1", model: "claude-opus-4-8" });
});

it("says nothing of usage where nobody asks for it, and all of it where somebody asks later of a log that has grown", async () => {
  const directory = tempDir();
  const file = join(directory, "projects/p/s1.jsonl");
  mkdirSync(dirname(file), { recursive: true });
  const write = (lines: readonly Line[]) =>
    writeFileSync(file, lines.map((line) => `${JSON.stringify(answer(line))}\n`).join(""));
  const source = claudeCode({ tickMs: 0 });
  const before = inProcess(source, [directory], "evidence");
  write(growing.slice(0, 1));
  expect((await before.run()).join("")).not.toContain("agent_usage");
  const after = inProcess(source, [directory], "all");
  after.manifest = before.manifest;
  write(growing);
  const whole = inProcess(source, [directory], "all");
  expect(await after.run()).toEqual(await whole.run());
});

it("tells limits and errors with what the log says of them", async () => {
  const text = (words: string) => ({
    role: "assistant",
    model: "<synthetic>",
    content: [{ type: "text", text: words }],
  });
  const record = { sessionId: "s1", timestamp: at(0) };
  const failed = { ...record, type: "assistant", isApiErrorMessage: true };
  const directory = tempDir();
  mkdirSync(join(directory, "projects/p"), { recursive: true });
  const records = [
    { ...record, type: "system", subtype: "api_error", uuid: "u1", error: { status: 529 }, retryAttempt: 1 },
    { ...failed, uuid: "u2", message: text("API Error: 500 the server failed") },
    { ...failed, uuid: "u3", message: text("Claude AI usage limit reached|1751000000") },
    { ...failed, uuid: "u4", message: text("You've hit your weekly limit · resets 3pm"), error: "rate_limit" },
    { ...failed, uuid: "u5", message: text("API Error (529 overloaded)") },
  ];
  writeFileSync(join(directory, "projects/p/s1.jsonl"), records.map((each) => `${JSON.stringify(each)}\n`).join(""));
  const lines = await inProcess(claudeCode({ tickMs: 0 }), [directory], "all").run();
  const events = lines.map((line) => JSON.parse(line) as Event).filter(({ type }) => type !== "agent_session");
  expect(
    events.map(({ type, action, scope, status, resets_at: until }) => [type, action ?? status, scope, until]),
  ).toEqual([
    ["agent_error", 529, undefined, undefined],
    ["agent_error", 500, undefined, undefined],
    ["agent_limit", "hit", "usage", "2025-06-27T04:53:20.000Z"],
    ["agent_limit", "hit", "weekly", undefined],
    ["agent_error", 529, undefined, undefined],
  ]);
});

it("sums to the largest figures of each message, however a log grows and is copied", async () => {
  const line = fc.tuple(fc.nat(3), fc.constantFrom(0, 5, 240, 900));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.nat(12), async (told, kept) => {
      const lines = told.map(([message, output], index) => ({
        message: `m${message}`,
        output,
        uuid: `u${index}`,
        second: index,
      }));
      const events = await usageOf({
        "s1.jsonl": lines.map(answer),
        "s2.jsonl": lines.slice(0, kept).map(answer),
      });
      const largest = Map.groupBy(lines, ({ message }) => message);
      const output = [...largest.values()].reduce((sum, of) => sum + Math.max(...of.map((each) => each.output)), 0);
      expect(sums(events)).toEqual([3 * largest.size, 500 * largest.size, 20 * largest.size, output]);
    }),
    { numRuns: times(5) },
  );
});
