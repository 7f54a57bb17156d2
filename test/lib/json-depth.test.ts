/** Deep JSON is made shallow exactly where it is JSON, as `JSON.parse` has it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endOfValue, shallow } from "../../src/lib/json/json-depth.ts";
import { JSON_DEPTH, parseJson, parseObject, TooLarge } from "../../src/lib/json/json.ts";
import { sizeOf } from "../../src/lib/json/json-size.ts";
import { itAlso, playsLargest, times } from "../support/shares.ts";

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What `shallow` promises, by recursion. */
function cut(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((element) => cut(element, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cut(member, depth - 1)]));
}

const TOKENS = [..."{}[],:.0123456789eEtfu".split(""), '"', "\\", "-", "+", " ", "\t", "\r", "\n", "\u0001", "é", "🌱"];
const WORDS = [
  '"a"',
  '"\\u00e9"',
  '"\\ud800"',
  "true",
  "false",
  "null",
  "1.5e-7",
  "-0",
  '{"a":',
  '"b":[',
  "[[",
  "]]",
  "}}",
  '""',
];
const soup = fc.array(fc.constantFrom(...TOKENS, ...WORDS), { maxLength: 14 }).map((parts) => parts.join(""));

/** JSON with white space and escapes as others write it, and one character of it changed now and then. */
const spoilt = fc
  .tuple(fc.jsonValue({ maxDepth: 6 }), fc.nat(3), fc.option(fc.tuple(fc.nat(), fc.constantFrom(...TOKENS))))
  .map(([value, space, change]) => {
    const text = JSON.stringify(value, null, space);
    if (change === null) return text;
    const at = change[0] % (text.length + 1);
    return text.slice(0, at) + change[1] + text.slice(at + 1);
  });

describe("deep JSON", () => {
  it("ends where JSON.parse says that it does, and is none where that says so", () => {
    fc.assert(
      fc.property(fc.oneof(soup, spoilt), (text) => {
        const trimmed = text.replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
        expect(endOfValue(trimmed, 0) === trimmed.length, JSON.stringify(trimmed)).toBe(parses(trimmed));
      }),
      { numRuns: times(400) },
    );
  });

  it("is the same with null for what stands too deep", () => {
    fc.assert(
      fc.property(fc.oneof(soup, spoilt), fc.integer({ min: 1, max: 4 }), (text, depth) => {
        const made = shallow(text, depth);
        expect(made !== undefined && parses(made), JSON.stringify(text)).toBe(parses(text));
        if (made !== undefined && parses(text))
          expect(JSON.stringify(JSON.parse(made))).toBe(JSON.stringify(cut(JSON.parse(text), depth)));
      }),
      { numRuns: times(400) },
    );
  });

  it("of millions of levels is read in a moment, with little memory", () => {
    const levels = playsLargest ? 10e6 : 2e6;
    const text = `{"a":1,"deep":${"[".repeat(levels)}${"]".repeat(levels)},"b":{"c":2}}`;
    const before = process.memoryUsage().heapTotal;
    const value = parseObject(text);
    expect(value).toMatchObject({ a: 1, b: { c: 2 } });
    expect(process.memoryUsage().heapTotal - before).toBeLessThan(10 * levels);
    expect(parseObject(text.slice(0, -1))).toBeUndefined();
    expect(parseObject(text.replace("[]", "[,]"))).toBeUndefined();
    expect(parseObject(`${text.slice(0, 1.2 * levels)}}`)).toBeUndefined();
  });

  it("is whole to the depth that is told", () => {
    const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    const long = (levels: number) => `{"text":"${"x".repeat(1 << 20)}","deep":${deep(levels - 1)}}`;
    for (const levels of [JSON_DEPTH, JSON_DEPTH + 1]) {
      let value = (parseJson(long(levels)) as { readonly deep: unknown }).deep;
      for (let level = 2; level < JSON_DEPTH; level++) value = (value as { readonly a: unknown }).a;
      expect(value).toEqual({ a: levels === JSON_DEPTH ? 1 : null });
    }
    // A short text is as it is.
    expect(JSON.stringify(parseJson(deep(1500)))).toBe(deep(1500));
  });

  itAlso("of many deep parts is made shallow part by part", () => {
    const parts = `[${"[1],".repeat(400_000)}0]`;
    const made = JSON.parse(shallow(parts, 1) ?? "") as unknown[];
    expect(made).toHaveLength(400_001);
    expect(made.every((element) => element === null || element === 0)).toBe(true);
  });
});

describe("a text that says more than the memory holds", () => {
  const wide = `[${"{},".repeat(1e6)}0]`;

  it("is refused before it is parsed", () => {
    expect(() => parseJson(wide, () => 50e6)).toThrow(TooLarge);
    expect(parseJson(wide, () => 500e6)).toHaveLength(1_000_001);
  });

  it.each([
    ["empty objects", "{},"],
    ["empty arrays", "[],"],
    ["objects of a member", '{"type":"tool_use"},'],
    ["numbers", "1.5,"],
    ["strings", '"a string of some length",'],
  ])("is not thought smaller than it is: %s", (_, part) => {
    const text = `[${part.repeat(500_000)}0]`;
    const before = process.memoryUsage().heapUsed;
    const value = JSON.parse(text) as unknown[];
    const taken = process.memoryUsage().heapUsed - before;
    expect(value).toHaveLength(500_001);
    expect(sizeOf(text).bytes).toBeGreaterThan(taken * 0.95);
  });

  it("is none where only a string is long", () => {
    const text = `{"content":"${'say \\"[[[{{{\\" '.repeat(200_000)}"}`;
    expect(sizeOf(text)).toEqual({ depth: 1, bytes: expect.any(Number) as number });
    expect(sizeOf(text).bytes).toBeLessThan(3 * text.length);
  });
});
