/** What a session is shown to have been: prompt by prompt, whatever is in its texts. */
import { describe, expect, it } from "vitest";
import { markdownView } from "../../src/transcript/markdown.ts";
import { csvView, jsonView } from "../../src/transcript/records.ts";
import { textView } from "../../src/transcript/text.ts";
import { transcriptOf, type Transcript } from "../../src/transcript/transcript.ts";
import type { Entry } from "../../src/transcript/entry.ts";
import type { Shown } from "../../src/transcript/head.ts";
import { event } from "../support/store/week.ts";

const said = (type: string, time: string, text?: string, details: Parameters<typeof event>[2] = {}): Entry => ({
  event: event(type, time, details),
  text,
});

function transcript(...entries: readonly Entry[]): Transcript {
  const found = transcriptOf("claude-code", "s1", entries);
  if (found === undefined) throw new Error("there is something in it");
  return found;
}

function shown(of: Transcript, told: Partial<Shown["told"]> = {}): Shown {
  const all = { text: false, reasoning: false, ...told };
  return { transcript: of, project: "garden", logs: ["/logs/s1.jsonl"], told: all, zone: "UTC", notes: [] };
}

const textOf = (parts: Iterable<string>) => [...parts].join("");

const MORNING = [
  said("agent_session", "09:00:00", undefined, { action: "started" }),
  said("user_message", "09:00:00", "dig the beds", { length: 12, has_image: true, permission_mode: "plan" }),
  said("aside", "09:00:02", "beds are square", { of: "reasoning", length: 15 }),
  said("agent_tool_use", "09:00:05", undefined, {
    tool: "Read",
    tool_kind: "file_read",
    file: "/g/beds.ts",
    call: "t1",
  }),
  said("agent_tool_result", "09:00:06", undefined, { ok: true, call: "t1" }),
  said("agent_tool_use", "09:00:10", undefined, { tool: "Bash", tool_kind: "shell", call: "t2", agent_id: "a7" }),
  said("agent_tool_result", "09:01:30", undefined, { ok: false, duration_ms: 70_000, call: "t2" }),
  said("agent_message", "09:01:40", "they are dug", { length: 12, model: "m1" }),
  said("agent_turn", "09:01:40", undefined, { action: "ended", duration_ms: 100_000 }),
  said("user_action", "09:05:00", "/clear", { action: "command" }),
  said("user_message", "09:06:00", "go", { length: 2, has_image: false, automated: true }),
];

describe("a transcript", () => {
  it("goes from prompt to prompt, with the outcome of each tool", () => {
    const { exchanges } = transcript(...MORNING);
    expect(exchanges.map(({ prompt }) => prompt?.at.slice(11, 19))).toEqual(["09:00:00", "09:06:00"]);
    expect(exchanges[0]?.steps.map(({ sort }) => sort)).toEqual([
      "reasoning",
      "tool",
      "tool",
      "message",
      "turn",
      "action",
    ]);
    expect(exchanges[0]?.steps.slice(1, 3)).toMatchObject([
      { tool: "Read", ok: true, durationMs: 1000, isRecorded: false, agentId: undefined },
      { tool: "Bash", ok: false, durationMs: 70_000, isRecorded: true, agentId: "a7" },
    ]);
  });

  it("is the same for any order and repetition of what is found", () => {
    const again = transcript(...MORNING.toReversed(), ...MORNING);
    expect(again.exchanges.map(({ steps }) => steps.length)).toEqual(
      transcript(...MORNING).exchanges.map(({ steps }) => steps.length),
    );
    expect(again).toMatchObject({ start: "2026-03-02T09:00:00.000Z", end: "2026-03-02T09:06:00.000Z" });
  });

  it("gives a call whose key comes again the result that follows it", () => {
    const use = (time: string) =>
      said("agent_tool_use", time, undefined, { tool: "Bash", tool_kind: "shell", call: "t" });
    const end = (time: string, ok: boolean) => said("agent_tool_result", time, undefined, { ok, call: "t" });
    const { exchanges } = transcript(use("09:00:00"), end("09:00:01", false), use("09:00:02"), end("09:00:03", true));
    expect(exchanges[0]?.steps).toMatchObject([{ ok: false }, { ok: true }]);
  });

  it("has what comes before the first prompt, and tokens where they are told", () => {
    const found = transcript(
      said("agent_tool_use", "08:59:00", undefined, { tool: "Read", tool_kind: "file_read" }),
      said("agent_usage", "08:59:10", undefined, { input_tokens: 10, output_tokens: 5 }),
      said("user_message", "09:00:00", "go", { length: 2, has_image: false }),
      said("agent_usage", "09:00:10", undefined, { input_tokens: 1200, cache_read_tokens: 7 }),
    );
    expect(found.exchanges.map(({ prompt }) => prompt === undefined)).toEqual([true, false]);
    expect(found.usage).toEqual({ input: 1210, output: 5, cache_read: 7 });
    expect(textOf(textView(shown(found)))).toContain("1,200 tokens of input, 7 of cache read\n");
  });

  it("is none where nothing happened", () => {
    expect(transcriptOf("codex", "s1", [])).toBeUndefined();
  });
});

describe("a session in words", () => {
  it("tells lengths alone, unless texts are asked for", () => {
    const found = transcript(...MORNING);
    for (const view of [textView, markdownView, csvView, jsonView]) {
      const plain = textOf(view(shown(found)));
      for (const words of ["dig the beds", "they are dug", "beds are square", "/clear"])
        expect(plain).not.toContain(words);
      const whole = textOf(view(shown(found, { text: true })));
      for (const words of ["dig the beds", "they are dug", "/clear"]) expect(whole).toContain(words);
      expect(whole).not.toContain("beds are square");
      expect(textOf(view(shown(found, { reasoning: true })))).toContain("beds are square");
    }
  });

  it("reads so", () => {
    expect(textOf(textView(shown(transcript(...MORNING), { text: true })))).toBe(`claude-code, session s1
garden, /home/ana/garden
Mon 2 Mar 2026 09:00:00 to Mon 2 Mar 2026 09:06:00 (UTC)
1 prompt, 1 prompt of programs, 2 tool uses (1 failed), 1 message, turns of 0:01:40
log: /logs/s1.jsonl

1. 09:00:00  prompt, 12 bytes, with an image, mode plan, the last of it after 0:05:00
   > dig the beds
   09:00:02  reasoning, 15 bytes
   09:00:05  Read (file_read) /g/beds.ts, ok in ~1.0s
   09:00:10  Bash (shell), failed in 0:01:10, by the sub-agent a7
   09:01:40  message, 12 bytes, m1
     | they are dug
   09:01:40  end of the turn, worked 0:01:40
   09:05:00  command
     | /clear

2. 09:06:00  prompt of a program, 2 bytes
   > go
`);
  });

  it("lets no text command a terminal, leave its fence, or be a formula", () => {
    const evil = "=cmd()\u001b[2J\n```\n# heading\n````\r\nend\u202e";
    const found = transcript(said("user_message", "09:00:00", evil, { length: 30, has_image: false }));
    const all = shown(found, { text: true });
    for (const view of [textView, markdownView, csvView, jsonView]) {
      const printed = textOf(view(all));
      expect(printed).not.toContain("\u001b");
      expect(printed).not.toContain("\u202e");
    }
    expect(textOf(markdownView(all))).toContain("`````text\n=cmd()");
    expect(textOf(csvView(all))).toContain(`"'=cmd()`);
    expect(
      (JSON.parse(textOf(jsonView(all))) as { exchanges: { prompt: object }[] }).exchanges[0]?.prompt,
    ).toMatchObject({
      text: evil,
    });
  });
});
