import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ODD, type Place, VALID } from "../../../src/lib/scan/questions.ts";
import { LineScanner } from "../../../src/lib/scan/scanner.ts";
import { hostileLine, record } from "./hostile-lines.ts";
import { scanAll } from "./scan-all.ts";
import { times } from "../../support/shares.ts";

const REMEMBERED = 0x20000000;
const block: Place = { keys: { type: { words: { tool_use: 1, tool_result: 2 } } } };
const top: Place = {
  keys: {
    type: { words: { user: 4, assistant: 8, attachment: 16 } },
    sessionId: { remember: true },
    message: { keys: { content: { elements: block }, type: { words: { user: 32 } } } },
    attachment: { keys: { type: { words: { queued_command: 64 } } } },
  },
};
const scanner = new LineScanner(top, 65_536);
const answerOf = (line: string): number => scanAll(scanner, Buffer.from(`${line}\n`))[0]?.answer ?? 0;

/** The same answer, from the parsed value. */
function answer(place: Place | undefined, value: unknown): number {
  if (place === undefined) return 0;
  if (place.words !== undefined) return typeof value === "string" ? (entriesOf(place.words).get(value) ?? 0) : ODD;
  if (place.remember === true) return typeof value === "string" ? REMEMBERED : ODD;
  if (Array.isArray(value)) return value.reduce<number>((bits, each) => bits | answer(place.elements, each), 0);
  if (typeof value !== "object" || value === null) return 0;
  const keys = entriesOf(place.keys ?? {});
  return Object.entries(value).reduce<number>((bits, [key, each]) => bits | answer(keys.get(key), each), 0);
}

const entriesOf = <T>(table: Readonly<Record<string, T>>): Map<string, T> => new Map(Object.entries(table));

const parse = (line: Buffer): unknown => JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(line));

describe("the answer of a line", () => {
  test("that is valid and not odd is the answer of what JSON.parse makes of it", () => {
    let proved = 0;
    fc.assert(
      fc.property(fc.array(hostileLine, { maxLength: 6 }), (lines) => {
        for (const seen of scanAll(scanner, Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])))) {
          if ((seen.answer & (VALID | ODD)) !== (VALID | 0)) continue;
          proved++;
          expect(seen.answer).toBe((answer(top, parse(seen.line)) | VALID) >>> 0);
        }
      }),
      { numRuns: times(400) },
    );
    expect(proved).toBeGreaterThan(100);
  });

  test("of a line that JSON.stringify wrote is odd only where it must be", () => {
    fc.assert(
      fc.property(record, (line) => {
        expect(answerOf(line)).toBe((answer(top, JSON.parse(line)) | VALID) >>> 0);
      }),
      { numRuns: times(400) },
    );
  });

  test.each([
    String.raw`{"ty\u0070e":"user"}`,
    String.raw`{"\u0074\u0079\u0070\u0065":"user"}`,
    String.raw`{"type":"us\u0065r"}`,
    `{"type":"user","type":"user"}`,
    `{"type":"user","a":{"type":"user"},"type":"x"}`,
    `{"type":null}`,
    `{"type":["user"]}`,
    `{"type":{"type":"user"}}`,
    `{"type":5}`,
    `{"sessionId":5}`,
    `{"message":{"content":[]},"message":{}}`,
    `{"message":{"content":[{"type":1}]}}`,
    `{"message":{"content":[{"type":"text"},{"type":"tool_use","type":"text"}]}}`,
    String.raw`{"message":{"content":[{"\"type":"tool_use"}]}}`,
    String.raw`{"a long key of more than sixteen bytes with an escape \t":1}`,
  ])("is odd: %s", (line) => {
    expect(answerOf(line) >>> 0).toBeGreaterThanOrEqual((VALID | ODD) >>> 0);
  });

  test.each<[string, number]>([
    [`{"types":"user","typ":"user","Type":"user","":"user"}`, 0],
    [`{"a":{"type":"user","sessionId":"s1"},"b":[{"type":"user"}]}`, 0],
    [`{"message":[{"content":[{"type":"tool_use"}]}]}`, 0],
    [`{"message":{"content":[[{"type":"tool_use"}],"tool_use",{"a":{"type":"tool_use"}}]}}`, 0],
    [`{"message":{"content":{"type":"tool_use"}}}`, 0],
    [`{"message":"content","attachment":"queued_command"}`, 0],
    [`{"message":{"content":[{"type":"text"},{"x":1,"type":"tool_use"},{"type":"tool_result"}]}}`, 3],
    [` { "type"\t:\r"assistant" , "message" : { "content" : [ { "type" : "tool_use" } ] } } \r`, 9],
    [`{"text":"\\"type\\":\\"tool_use\\"","x":"{\\"type\\":\\"user\\"}"}`, 0],
    [`{"type":"userx"}`, 0],
    [`{"type":"use"}`, 0],
    [`{"type":""}`, 0],
    [`{"type":"user\u0000"}`.replace("\u0000", "é"), 0],
  ])("of %s is %i", (line, bits) => {
    expect(answerOf(line)).toBe((VALID | bits) >>> 0);
  });
});

describe("a rule", () => {
  const rules = { skipped: [{ mask: 28, value: 0 }], ifKnown: [{ mask: 9, value: 8 }] };
  const left = (text: string, known?: string): string[] =>
    scanAll(scanner, Buffer.from(text), { ...rules, known }).map(({ line }) => line.toString());

  test("passes over lines whose answer fits, and tells how many", () => {
    expect(left('{"type":"progress"}\n{"type":"user"}\n{}\n{"a":1}\n')).toEqual(['{"type":"user"}']);
    expect(scanner.passed).toEqual({ skipped: 3, silent: 0 });
  });

  test("passes over nothing that is not valid, or odd", () => {
    const odd = [
      "",
      " ",
      "[]",
      '{"type":5}',
      '{"type":"x"',
      '{"type":"x"}}',
      "5",
      '\ufeff{"type":"x"}',
      '{"type":"x"}\u0000',
    ];
    expect(left(odd.map((line) => `${line}\n`).join(""))).toEqual(odd);
  });

  test("that asks for the known string passes over a line only if its string is exactly that", () => {
    const line = (id: string): string => `{"type":"assistant","sessionId":"${id}"}`;
    const ids = ["s1", "s2", "s", "s11", "", String.raw`s\u0031`];
    const all = ids.map(line);
    expect(left(`${all.join("\n")}\n`, "s1")).toEqual(all.filter((_, i) => i !== 0));
    expect(left(`${all.join("\n")}\n`)).toEqual(all);
    expect(left(`${line("é")}\n`, "é")).toEqual([]);
    expect(left(`{"type":"assistant"}\n`, "s1")).toHaveLength(1);
    expect(left(`{"type":"assistant","sessionId":"x","sessionId":"s1"}\n`, "s1")).toHaveLength(1);
    expect(left(`{"type":"assistant","a":{"sessionId":"s1"}}\n`, "s1")).toHaveLength(1);
  });

  test("forgets what was known with the next log", () => {
    left("\n", "s1");
    expect(left('{"type":"assistant","sessionId":"s1"}\n')).toHaveLength(1);
  });
});
