/** What Codex tells beside what a person did: how calls ended, what the agent said; and values that nobody knows yet. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TrackedEvent } from "../../../src/events/event.ts";
import { codex } from "../../../src/agents/codex/index.ts";
import { grownWithEvidence } from "../../support/homes/evidence.ts";
import { corpusOf, fixturesOf } from "../../support/homes/fixtures.ts";
import { referenceRollout } from "./reference.ts";
import { linesBelow, someCuts } from "../../support/contract/tree.ts";

const source = codex({ tickMs: 0 });
const NAME = "rollout-2026-06-18T10-00-00-019ed9be-0000-7000-8000-000000000001.jsonl";
const path = join("sessions/2026/06/18", NAME);
const corpus = corpusOf("codex");

const ours = fixturesOf("codex").flatMap(({ name, home }) =>
  linesBelow(home).map((log) => ({ name: `${name} ${log.slice(-17)}`, file: join(home, log) })),
);
const real = corpus === undefined ? [] : linesBelow(corpus).map((name) => ({ name, file: join(corpus, name) }));

describe("evidence of Codex", () => {
  it.each([...ours, ...real])(
    "is what the reference decoder gives, wherever reading stops: $name",
    async ({ file }) => {
      const bytes = readFileSync(file);
      const expected = referenceRollout(NAME, bytes, true);
      const once = await grownWithEvidence(source, { path, bytes, lengths: [] });
      expect(once.events).toEqual(expected);
      const grown = await grownWithEvidence(source, {
        path,
        bytes,
        lengths: someCuts(Math.max(bytes.length, 1501), 9),
      });
      expect(grown.events).toEqual(expected);
      for (const event of once.events) expect(() => TrackedEvent.parse(event)).not.toThrow();
    },
  );

  it.each(ours)("has one ID for each, whoever asked for it when: $name", async ({ file }) => {
    const bytes = readFileSync(file);
    const expected = referenceRollout(NAME, bytes, true);
    expect(new Set(expected.map(({ id }) => id)).size).toBe(expected.length);
    const lengths = someCuts(Math.max(bytes.length, 1501), 9);
    const seen = await grownWithEvidence(source, { path, bytes, lengths }, (reading) => reading % 2 === 1);
    for (const event of seen.events) expect(expected).toContainEqual(event);
  });

  it("is what the log says of a call's end", async () => {
    const outputs: readonly (readonly [output: unknown, end: object])[] = [
      ["ok", { ok: true }],
      [
        "Chunk ID: 1\nWall time: 0.7564 seconds\nProcess exited with code 0\nOutput:\nx",
        { ok: true, duration_ms: 756 },
      ],
      ["Chunk ID: 1\nWall time: 2 seconds\nProcess exited with code 1\nOutput:\nx", { ok: false, duration_ms: 2000 }],
      ["Chunk ID: 1\nWall time: 9 seconds\nProcess running with session ID 7\nOutput:\n", { ok: true }],
      ["Exit code: 127\nWall time: 0 seconds\nOutput:\nsh: no", { ok: false, duration_ms: 0 }],
      ["Exit code of water\nOutput:\nExit code: 1", { ok: true }],
      ['{"output":"x","metadata":{"exit_code":2,"duration_seconds":0.25}}', { ok: false, duration_ms: 250 }],
      ['{"output":"x","metadata":{"exit_code":0}}', { ok: true }],
      [{ content: "x", success: false }, { ok: false }],
      [{ content: "exec command rejected by user", success: true }, { ok: true }],
      ["exec command rejected by user", { ok: false }],
      ["aborted by user after 3.2s", { ok: false }],
      ["apply_patch verification failed: no such lines", { ok: false }],
      [[{ type: "input_text", text: "err: no" }], { ok: false }],
      [null, { ok: true }],
    ];
    const head = { type: "session_meta", payload: { id: "t", cli_version: "0.140.0" } };
    const lines = outputs.map(([output], at) => ({
      timestamp: `2026-06-18T10:00:${String(at).padStart(2, "0")}.000Z`,
      type: "response_item",
      payload: { type: "function_call_output", call_id: `c${at}`, output },
    }));
    const bytes = Buffer.from([head, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""));
    const { events } = await grownWithEvidence(source, { path, bytes, lengths: [] });
    const ends = events.flatMap((event) => ("ok" in event ? [event] : []));
    expect(ends).toHaveLength(outputs.length);
    for (const [at, [output, end]] of outputs.entries()) {
      const { ok, duration_ms } = ends[at] as { ok: boolean; duration_ms?: number };
      expect({ ok, ...(duration_ms === undefined ? {} : { duration_ms }) }, JSON.stringify(output)).toEqual(end);
    }
  });

  it("is left out where nobody asks for it", async () => {
    for (const { file } of ours) {
      const bytes = readFileSync(file);
      const { events } = await grownWithEvidence(source, { path, bytes, lengths: [] }, () => false);
      expect(events).toEqual(referenceRollout(NAME, bytes));
    }
  });
});

describe("values of Codex that are not known", () => {
  const unknownIn = async (lines: readonly object[]) => {
    const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const { counts } = await grownWithEvidence(source, { path, bytes, lengths: [] });
    return counts.map(({ unknown }) => unknown).filter((unknown) => unknown !== undefined);
  };

  it("are counted by name", async () => {
    const head = { id: "t", thread_source: "shed_talk", source: "shed", originator: "Shed" };
    const event = (payload: object) => ({ type: "event_msg", payload });
    expect(
      await unknownIn([
        { type: "session_meta", payload: head },
        { type: "session_meta", payload: head },
        event({ type: "task_started", turn_attribution: { turn_trigger: "fridge" } }),
        event({ type: "task_started", turn_attribution: { turn_trigger: "exec" } }),
        event({ type: "task_complete", turn_attribution: { turn_trigger: "told at its end" } }),
        { type: "session_meta", payload: { ...head, id: "another", thread_source: "copied" } },
        { type: "shed_state", payload: {} },
        { type: "shed_state", payload: {} },
        event({ type: "shed_opened" }),
        event({ type: "item_completed", item: { type: "Shed" } }),
        { type: "response_item", payload: { type: "shed_call" } },
      ]),
    ).toEqual([
      {
        thread_source: { shed_talk: 1 },
        source: { shed: 1 },
        originator: { Shed: 1 },
        type: { shed_state: 2 },
        event_msg: { shed_opened: 1 },
        item: { Shed: 1 },
        turn_trigger: { fridge: 1 },
        response_item: { shed_call: 1 },
      },
    ]);
  });

  it("are none of those that are", async () => {
    const head = { id: "t", thread_source: "realtime_voice", source: "vscode", originator: "Codex Desktop" };
    expect(
      await unknownIn([
        { type: "session_meta", payload: { ...head, source: { subagent: "review" } } },
        { type: "session_meta", payload: { ...head, thread_source: null } },
        { type: "world_state", payload: {} },
        { type: "event_msg", payload: { type: null } },
        { type: "event_msg", payload: { type: "task_started", turn_attribution: { turn_trigger: "spawn" } } },
        { type: "response_item", payload: { role: "user", content: "a message of an old tool" } },
      ]),
    ).toEqual([]);
  });

  it.skipIf(corpus === undefined)("are not in real rollouts, but for a made-up originator", async () => {
    const found = new Set<string>();
    for (const { file } of real) {
      const { counts } = await grownWithEvidence(source, { path, bytes: readFileSync(file), lengths: [] });
      for (const { unknown = {} } of counts)
        for (const [field, values] of Object.entries(unknown))
          for (const value of Object.keys(values)) found.add(`${field} ${value}`);
    }
    expect([...found]).toEqual(["originator user"]);
  });
});
