import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Json } from "../../../src/lib/json.ts";
import { LineReader } from "../../../src/lib/line-reader.ts";
import { LineScanner } from "../../../src/lib/scan/scanner.ts";
import { claudeLines } from "../../../src/sources/claude-code/decode.ts";
import { discoverClaudeLogs } from "../../../src/sources/claude-code/discover.ts";
import { fastClaudeLines } from "../../../src/sources/claude-code/fast.ts";
import { questionsFor } from "../../../src/sources/claude-code/questions.ts";
import type { LineFormat } from "../../../src/sources/line-format.ts";
import { hostileLog } from "./hostile-records.ts";

const folder = mkdtempSync(join(tmpdir(), "tt-fast-"));
const path = join(folder, "s1.jsonl");
afterAll(() => rmSync(folder, { recursive: true }));

const runs = Number(process.env["FC_RUNS"] ?? 1000);
/** The same cases at every run of the gate; `FC_SEED` and `FC_RUNS` ask for others, and more. */
const seed = Number(process.env["FC_SEED"] ?? 1);

interface Way {
  readonly format: LineFormat;
  readonly reader: LineReader;
}

const plain: Way = { format: claudeLines, reader: new LineReader() };
const fast = [false, true].map((evidence) =>
  [64, 300, 4096, 262_144].map((blockSize): Way => {
    const scanner = new LineScanner(questionsFor({ evidence }).record, blockSize);
    return { format: fastClaudeLines(scanner), reader: new LineReader({ blockSize, room: scanner }) };
  }),
);
const pick = (i: number, evidence = false): Way => fast[evidence ? 1 : 0]?.[i] ?? plain;

/** Everything that the lines of a file give, from an offset on. */
function read(
  { format, reader }: Way,
  bytes: Buffer,
  { below = ["p", "s1.jsonl"], from = 0, memo = undefined as Json | undefined, evidence = false } = {},
) {
  writeFileSync(path, bytes);
  const stat = { size: bytes.length, mtimeMs: 0, ctimeMs: 0, dev: 0, ino: 0 };
  const decoder = format.decoder({ key: path, path, below, stat }, memo, { evidence });
  const all = {
    observations: [] as never[],
    malformed: [] as number[],
    skipped: {} as Record<string, number>,
    lines: 0,
    unknown: [] as string[],
  };
  const into = {
    observations: all.observations,
    malformed: (offset: number) => void all.malformed.push(offset),
    unknown: (field: string, value: string) => void all.unknown.push(`${field} ${value}`),
    skipped: (why: string, lines = 1) => void (all.skipped[why] = (all.skipped[why] ?? 0) + lines),
  };
  const file = openSync(path, "r");
  for (const block of reader.read(file, from, bytes.length)) {
    if (!("bytes" in block) || decoder === undefined) throw new Error("not in this test");
    if (decoder.block !== undefined) all.lines += decoder.block(block.bytes, block.offset, into);
    else
      for (let at = 0; at < block.bytes.length; all.lines++) {
        const end = block.bytes.indexOf(0x0a, at);
        decoder.line(block.bytes.subarray(at, end), block.offset + at, into);
        at = end + 1;
      }
  }
  closeSync(file);
  all.skipped["other-type"] ??= 0;
  return { ...all, memo: decoder?.memo() };
}

const log = fc.constantFrom("s1.jsonl", "agent-a1.jsonl");

describe("the fast reader of transcripts", () => {
  test("gives what the plain one gives: observations, problems, counts and memo", () => {
    let seen = 0;
    fc.assert(
      fc.property(hostileLog, log, fc.nat(3), fc.boolean(), (bytes, name, i, evidence) => {
        const expected = read(plain, bytes, { below: ["p", name], evidence });
        seen += expected.observations.length;
        expect(read(pick(i, evidence), bytes, { below: ["p", name], evidence })).toEqual(expected);
      }),
      { numRuns: runs, seed },
    );
    expect(seen).toBeGreaterThan(runs / 10);
  });

  test("goes on where either has stopped", () => {
    fc.assert(
      fc.property(hostileLog, hostileLog, fc.nat(3), fc.nat(3), (before, after, i, kind) => {
        const evidence = kind > 1;
        const from = before.lastIndexOf(0x0a) + 1;
        const bytes = Buffer.concat([before, after]);
        const { memo = null } = read(kind % 2 === 0 ? pick(i, evidence) : plain, before, { evidence });
        expect(read(pick(i, evidence), bytes, { from, memo, evidence })).toEqual(
          read(plain, bytes, { from, memo, evidence }),
        );
      }),
      { numRuns: Math.ceil(runs / 3), seed },
    );
  });

  test("passes over no prompt because an attachment beside it holds the result of a tool", () => {
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
    const expected = read(plain, bytes);
    expect(expected.observations).toHaveLength(3);
    expect(read(pick(3), bytes)).toEqual(expected);
  });

  test("passes over no rejection, however it is spelt, and reads no other string beside a result", () => {
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
    const expected = read(plain, bytes);
    expect(expected.observations.map(({ kind, key }: { kind: string; key?: string }) => key ?? kind)).toEqual([
      "session-started",
      "u1",
      "u2",
      "u3",
      "u4",
    ]);
    expect(read(pick(3), bytes)).toEqual(expected);
  });

  const corpus = new URL("../../../../shared/corpus/claude-code", import.meta.url).pathname;
  test.skipIf(!existsSync(corpus))("gives what the plain one gives of real logs", () => {
    const { logs } = discoverClaudeLogs([{ path: corpus, named: true }]);
    for (const { path: real, below } of logs) {
      const bytes = readFileSync(real);
      for (const evidence of [false, true])
        expect(read(pick(3, evidence), bytes, { below: [...below], evidence })).toEqual(
          read(plain, bytes, { below: [...below], evidence }),
        );
    }
    expect(logs.length).toBeGreaterThan(0);
  });
});
