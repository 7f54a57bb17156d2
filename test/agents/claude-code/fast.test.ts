import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { belowOf } from "../../../src/logs/files/below.ts";
import { claudeLines } from "../../../src/log-formats/claude-transcript/decode.ts";
import { discoverClaudeLogs } from "../../../src/agents/claude-code/discover.ts";
import { BothWays, SIZES } from "../../support/contract/fast-and-plain.ts";
import { hostileLog } from "./hostile-records.ts";
import { times } from "../../support/shares.ts";

const runs = times(20);

const transcript = new BothWays(claudeLines, ["p", "s1.jsonl"]);
const subAgent = new BothWays(claudeLines, ["p", "agent-a1.jsonl"]);
const log = fc.constantFrom(transcript, subAgent);
const asked = fc.record({ evidence: fc.boolean(), usage: fc.boolean() });
const ASKS = [{}, { evidence: true, usage: true }];
const size = fc.nat(SIZES - 1);

describe("the fast reader of transcripts", () => {
  test("gives what the plain one gives: observations, problems, counts and cursor", async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(hostileLog, log, size, asked, async (bytes, ways, block, evidence) => {
        seen += (await ways.agree(bytes, evidence, block)).observations.length;
      }),
      { numRuns: runs },
    );
    expect(seen).toBeGreaterThan(runs / 10);
  });

  test("goes on where either has stopped", async () => {
    await fc.assert(
      fc.asyncProperty(hostileLog, hostileLog, size, asked, asked, async (before, after, block, evidence, first) => {
        await transcript.agreeOnTheRest([before, after], evidence, block, first);
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });

  test("passes over no prompt because an attachment beside it holds the result of a tool", async () => {
    const stamp = { sessionId: "s1", timestamp: "2026-02-21T10:00:00.000Z" };
    const message = { role: "user", content: "hello" };
    const prompt = { type: "user", ...stamp, uuid: "u1", message };
    const attachment = { type: "queued_command", commandMode: "prompt", prompt: [{ type: "tool_result" }] };
    const records = [
      prompt,
      { ...prompt, uuid: "u2", attachment },
      { ...prompt, uuid: "u3", type: "attachment", attachment },
    ];
    const bytes = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    const { observations } = await transcript.agree(bytes, {}, 3);
    expect(observations).toHaveLength(3);
  });

  test("passes over no rejection, however it is spelt, and reads no other string beside a result", async () => {
    const stamp = { sessionId: "s1", timestamp: "2026-02-21T10:00:00.000Z" };
    const message = { role: "user", content: [{ type: "tool_result", tool_use_id: "t1" }] };
    const line = (uuid: string, told: string) =>
      `${JSON.stringify({ type: "user", ...stamp, uuid, message }).slice(0, -1)},"toolUseResult":${told}}\n`;
    const lines = [
      line("u1", '"User rejected tool use"'),
      line("u2", String.raw`"\u0055ser rejected tool use"`),
      line("u3", String.raw`"Error: The user doesn\u0027t want to proceed"`),
      line("u4", `"The user doesn't want to"`),
      line("u5", '"User rejected tool use."'),
      line("u6", '"The user doesn"'),
      line("u7", String.raw`"Error: Exit code 1\nThe user doesn't want to"`),
      line("u8", '"User"'),
    ];
    const bytes = Buffer.from(lines.join(""));
    const { observations } = await transcript.agree(bytes, {}, 3);
    expect(observations.map((seen) => ("key" in seen ? seen.key : seen.kind))).toEqual([
      "session-started",
      "u1",
      "u2",
      "u3",
      "u4",
    ]);
  });

  const corpus = new URL("../../../../shared/corpus/claude-code", import.meta.url).pathname;
  test.skipIf(!existsSync(corpus))("gives what the plain one gives of real logs", async () => {
    const { logs } = discoverClaudeLogs([{ path: corpus, named: true }]);
    for (const log of logs) {
      const ways = new BothWays(claudeLines, belowOf(log));
      for (const asks of ASKS) await ways.agree(readFileSync(log.path), asks, 3);
    }
    expect(logs.length).toBeGreaterThan(0);
  });
});
