import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrackedEvent } from "../../src/events/event.ts";
import type { Exported } from "../../src/events/observation.ts";
import { stamp } from "../../src/events/stamp.ts";
import { facts as codexFacts } from "../../src/agents/codex/facts.ts";
import { facts as copilotFacts } from "../../src/agents/copilot-cli/facts.ts";
import { toolKind } from "../../src/events/tool-kind.ts";
import { anyText } from "../support/random/any-text.ts";
import { times } from "../support/shares.ts";

const at = "2026-03-02T09:00:00.000Z";
const text = anyText({ minLength: 1, maxLength: 5000 });
const id = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
const maybe = fc.option(text, { nil: undefined });

const observation: fc.Arbitrary<Exported> = fc.oneof(
  fc.record({
    kind: fc.constant("session-started" as const),
    at: fc.constant(at),
    sessionId: id,
    cwd: maybe,
    gitBranch: maybe,
  }),
  fc.record({
    kind: fc.constant("tool-use" as const),
    at: fc.constant(at),
    sessionId: id,
    cwd: maybe,
    gitBranch: maybe,
    key: id,
    tool: text,
    file: maybe,
    agentId: fc.option(id, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant("user-message" as const),
    at: fc.constant(at),
    sessionId: id,
    key: id,
    length: fc.nat(),
    hasImage: fc.boolean(),
    automated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("turn-ended" as const),
    at: fc.constant(at),
    sessionId: id,
    key: id,
    durationMs: fc.nat(),
  }),
);

describe("a stamped event", () => {
  it("is what the wire allows, well-formed, and no longer than 64 KiB", () => {
    fc.assert(
      fc.property(observation, (seen) => {
        const event = stamp({ agent: "codex", tools: {}, machineId: "laptop" }, seen);
        const line = JSON.stringify(event);
        expect(TrackedEvent.parse(JSON.parse(line))).toEqual(event);
        expect(line.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(64 << 10);
        expect(line).not.toContain("null");
      }),
      { numRuns: times(200) },
    );
  });

  it("has an ID that no id of a log can forge the separators of", () => {
    const origin = { agent: "claude-code", tools: {}, machineId: undefined } as const;
    const event = stamp(origin, { kind: "session-started", at, sessionId: "s:1/ü%\ud800" });
    expect(event.id).toBe(`remote.agent:agent_session:${at}:s%3A1%2F%C3%BC%25%EF%BF%BD:started`);
    fc.assert(
      fc.property(id, id, (one, other) => {
        const [first, second] = [one, other].map((key) =>
          stamp(origin, { kind: "turn-ended", at, sessionId: "s1", key, durationMs: 1 }),
        );
        expect(first?.id === second?.id).toBe(one.toWellFormed() === other.toWellFormed());
      }),
    );
  });

  it("is cut by code points, not in the middle of one", () => {
    const event = stamp(
      { agent: "claude-code", tools: {} },
      { kind: "tool-use", at, sessionId: "s1", key: "k1", tool: `a${"😀".repeat(300)}`, file: "é".repeat(3000) },
    );
    expect(event).toMatchObject({ tool: `a${"😀".repeat(255)}`, file: "é".repeat(2048) });
  });
});

describe("the kind of a tool", () => {
  it.each([
    ["Bash", "shell"],
    ["mcp__ide__bashRunner", "shell"],
    ["exec", "shell"],
    ["executor", "other"],
    ["Read", "file_read"],
    ["view", "file_read"],
    ["review", "other"],
    ["NotebookRead", "notebook"],
    ["TodoWrite", "other"],
    ["Write", "file_write"],
    ["MultiEdit", "file_edit"],
    ["apply_patch", "file_edit"],
    ["Grep", "search"],
    ["LS", "search"],
    ["ToolSearch", "other"],
    ["WebSearch", "web"],
    ["mcp__x__web_search", "search"],
    ["Task", "sub_agent"],
    ["task", "other"],
    ["spawn_agent", "sub_agent"],
    ["http_get", "web"],
    ["", "other"],
    ["__proto__", "other"],
    ["constructor", "other"],
  ])("of %s is %s", (tool, kind) => {
    expect(toolKind(tool, {})).toBe(kind);
  });

  it("is that of the agent's own names first", () => {
    expect(toolKind("task", copilotFacts.tools)).toBe("sub_agent");
    expect(toolKind("write_stdin", codexFacts.tools)).toBe("shell");
    expect(toolKind("write_stdin", copilotFacts.tools)).toBe("file_write");
  });
});
