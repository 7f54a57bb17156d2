import type { ScannedFormat } from "../../../src/logs/lines/format.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codexLines } from "../../../src/agents/codex/decode.ts";
import { BothWays, SIZES } from "../../support/contract/fast-and-plain.ts";
import { corpusOf, fixturesOf } from "../../support/homes/fixtures.ts";
import { linesBelow } from "../../support/contract/tree.ts";
import { hostileRollout } from "./hostile-rollouts.ts";
import { times } from "../../support/shares.ts";

const runs = times(60);

const NAME = "rollout-2026-06-18T10-00-00-019ed9be-0000-7000-8000-000000000001.jsonl";
const rollout = new BothWays(codexLines, ["2026", "06", "18", NAME]);
const nameless = new BothWays(codexLines, ["2026", "06", "18", "rollout-x.jsonl"]);
const log = fc.constantFrom(rollout, rollout, nameless);
const ASKS = [{}, { evidence: true, usage: true }];
const asked = fc.record({ evidence: fc.boolean(), usage: fc.boolean() });
const size = fc.nat(SIZES - 1);
const corpus = corpusOf("codex");

describe("the fast reader of rollouts", () => {
  test("gives what the plain one gives: observations, problems, counts and cursor", async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(hostileRollout, log, size, asked, async (bytes, ways, block, evidence) => {
        for (const { kind } of (await ways.agree(bytes, evidence, block)).observations)
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }),
      { numRuns: runs },
    );
    for (const kind of ["session-started", "user-message", "user-action", "tool-use", "turn-ended", "tool-result"])
      expect(seen.get(kind), kind).toBeGreaterThan(runs / 50);
  });

  test("goes on where either has stopped, whatever was asked before", async () => {
    await fc.assert(
      fc.asyncProperty(
        hostileRollout,
        hostileRollout,
        size,
        asked,
        asked,
        async (before, after, block, evidence, first) => {
          await rollout.agreeOnTheRest([before, after], evidence, block, first);
        },
      ),
      { numRuns: Math.ceil(runs / 2) },
    );
  });

  test.each(fixturesOf("codex"))("gives what the plain one gives of the fixture $name", async ({ home }) => {
    for (const path of linesBelow(join(home, ".codex"))) {
      const ways = new BothWays(codexLines, path.split("/").slice(1));
      for (const asks of ASKS)
        for (let block = 0; block < SIZES; block++)
          await ways.agree(readFileSync(join(home, ".codex", path)), asks, block);
    }
  });

  test.skipIf(corpus === undefined)("gives what the plain one gives of real rollouts", async () => {
    for (const path of linesBelow(corpus ?? ""))
      for (const asks of ASKS)
        for (const block of [1, 3]) await rollout.agree(readFileSync(join(corpus ?? "", path)), asks, block);
  });

  const at = (ms: number) => `2026-06-18T10:00:00.${String(ms).padStart(3, "0")}Z`;
  const line = (ms: number, type: string, payload: object) =>
    `${JSON.stringify({ timestamp: at(ms), type, payload })}\n`;
  const head = line(0, "session_meta", { id: "t1", cli_version: "0.141.0", source: "cli" });
  const started = line(1, "event_msg", { type: "task_started" });
  const said = (ms: number, text: string) =>
    line(ms, "response_item", { type: "message", role: "assistant", content: [{ type: "output_text", text }] });

  test("numbers what the agent says, though nobody asks for it", async () => {
    const before = Buffer.from(head + started + said(5, "water") + said(5, "  ") + said(5, "the") + said(7, "beds"));
    for (let block = 0; block < SIZES; block++) {
      const { observations } = await rollout.agreeOnTheRest(
        [before, Buffer.from(said(7, "now") + said(7, "\u000b") + said(8, "!"))],
        { evidence: true },
        block,
        {},
      );
      expect(observations.map((seen) => ("key" in seen ? seen.key : seen.kind))).toEqual(["t1.1", "t1"]);
    }
  });

  test("passes over no refusal, however it is spelt", async () => {
    const output = (id: string, told: string) =>
      line(9, "response_item", { type: "function_call_output", call_id: id, output: "@" }).replace('"@"', told);
    const text =
      head +
      started +
      output("c1", '"exec command rejected by user"') +
      output("c2", String.raw`" \n\u00a0exec command rejected by user\n"`) +
      output("c3", String.raw`"ex\u0065c command rejected by user"`) +
      output("c4", '"\u00a0\u2009patch rejected by user"') +
      output("c5", '[{"type":"text","text":" "},{"type":"text","text":"patch rejected by user"}]') +
      output("c6", '{"content":"user rejected MCP tool call","success":false}') +
      output("c7", String.raw`"Chunk ID: 1\nexec command rejected by user"`) +
      output("c8", '"exec command"');
    const { observations } = await rollout.agree(Buffer.from(text), {}, 3);
    expect(observations.filter(({ kind }) => kind === "user-action").map((seen) => "key" in seen && seen.key)).toEqual([
      "c1",
      "c2",
      "c3",
      "c4",
      "c5",
      "c6",
    ]);
  });

  test("decodes no message of the user that only repeats a prompt, and each that may tell more", async () => {
    const decoded: unknown[] = [];
    const format: ScannedFormat = {
      ...codexLines,
      decoder(...given) {
        const decoder = codexLines.decoder(...given);
        const record = decoder?.record.bind(decoder);
        if (decoder !== undefined && record !== undefined)
          decoder.record = (fields, ...rest) => {
            decoded.push(fields["timestamp"]);
            record(fields, ...rest);
          };
        return decoder;
      },
    };
    const ways = new BothWays(format, ["rollout.jsonl"]);
    const sent = (ms: number, text: string, more: object = {}) =>
      line(ms, "response_item", { type: "message", role: "user", content: [{ type: "input_text", text }], ...more });
    const kinds = (kind: string) => ({ internal_chat_message_metadata_passthrough: { content_item_kinds: [kind] } });
    const messages = [
      sent(10, "water the beds"),
      sent(11, "<environment_context>"),
      sent(12, "\u001b[1mbold"),
      sent(20, "<user_shell_command>ls</user_shell_command>"),
      sent(21, " \n<user_shell_command>ls</user_shell_command>"),
      sent(22, "wake up", kinds("user.heartbeat")),
    ].join("");
    const plain = 2 + 6;
    const { observations } = await ways.agree(Buffer.from(head + started + messages), {}, 3);
    expect(decoded.slice(plain)).toEqual([0, 1, 20, 21, 22].map(at));
    expect(observations.map(({ kind }) => kind)).toEqual(["session-started", "user-action", "user-action"]);

    // Who imitates Codex has prompts in messages alone.
    decoded.length = 0;
    const other = line(0, "session_meta", { id: "t1", source: "cli" });
    const imitated = await ways.agree(Buffer.from(other + started + messages), {}, 3);
    expect(decoded.length).toBe(2 * plain);
    expect(imitated.observations.filter(({ kind }) => kind === "user-message")).toHaveLength(3);
  });
});
