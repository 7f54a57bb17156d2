import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LONGEST_WORD, ODD, type Place, VALID } from "../../../src/lib/scan/questions.ts";
import { LineScanner } from "../../../src/lib/scan/scanner.ts";
import { hostileLine } from "./hostile-lines.ts";
import { scanAll } from "./scan-all.ts";
import { times } from "../../support/shares.ts";

const runs = times(300);
const SAID = 1 << 20;
const REMEMBERED = 0x20000000;
const STARTS = { "exec command rej": 1, "err:": 2, user: 4, "✓": 8 };

const text: Place = { starts: STARTS, said: SAID };
const top: Place = {
  keys: {
    type: text,
    subtype: {},
    content: { ...text, elements: { keys: { type: text } }, keys: { type: text } },
    message: { whole: true },
    attachment: { keys: { message: { whole: true }, content: { elements: {} } } },
    sessionId: { instant: 16, remember: true },
  },
};
const scanner = new LineScanner(top, 65_536);
const scanned = (line: string) => scanAll(scanner, Buffer.from(`${line}\n`))[0];

/** What the places leave of a value. */
function pruned(place: Place, value: unknown): unknown {
  if (typeof value !== "object" || value === null || place.whole === true) return value;
  if (Array.isArray(value)) {
    const { elements } = place;
    return elements === undefined ? [] : value.map((each) => pruned(elements, each));
  }
  const keys = new Map(Object.entries(place.keys ?? {}));
  const left = Object.entries(value).flatMap(([key, each]) => {
    const to = keys.get(key);
    return to === undefined ? [] : [[key, pruned(to, each)] as const];
  });
  return Object.fromEntries(left);
}

describe("a reduced line", () => {
  test("is what the places leave of the line", () => {
    let reduced = 0;
    fc.assert(
      fc.property(fc.array(hostileLine, { maxLength: 6 }), (lines) => {
        for (const seen of scanAll(scanner, Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])))) {
          if (seen.reduced === undefined) continue;
          reduced++;
          const whole: unknown = JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(seen.line));
          expect(JSON.stringify(JSON.parse(seen.reduced))).toBe(JSON.stringify(pruned(top, whole)));
        }
      }),
      { numRuns: runs },
    );
    expect(reduced).toBeGreaterThan(100);
  });

  test.each([
    ['{"message":{"a":[1,{"b":"]}"}]},"x":1}', '{"message":{"a":[1,{"b":"]}"}]}}'],
    ['{"attachment":{"a":1,"message":[[{"message":{}}],2],"content":[1,{"c":1},[2]]}}', undefined],
    ['{"content":[{"type":"a","b":{}},{},[],"x"]}', '{"content":[{"type":"a"},{},[],"x"]}'],
    ['{"subtype":{"a":1},"type":[1]}', '{"subtype":{},"type":[]}'],
  ])("of %s", (line, expected) => {
    const whole = expected ?? '{"attachment":{"message":[[{"message":{}}],2],"content":[1,{},[]]}}';
    expect(scanned(line)?.reduced).toBe(whole);
  });
});

/** Blanks of every kind, and what looks like some. */
const BLANKS = [
  " ",
  "\n",
  "\t",
  "\r",
  "\f",
  "\u000b",
  "\u00a0",
  "\u1680",
  "\u2000",
  "\u200a",
  "\u200b",
  "\u2028",
].concat(["\u2029", "\u202f", "\u205f", "\u3000", "\ufeff", "\u180e", "\b", "\u00a1", "—", "\u001b", "\u001f"]);
const told = fc
  .tuple(
    fc.array(fc.constantFrom(...BLANKS), { maxLength: 4 }),
    fc.constantFrom("", ...Object.keys(STARTS), "exec command re", "err", "use\u0301r", 'err"', "er\\r:"),
    fc.constantFrom("", " ", "x", "ected by user", "\n"),
  )
  .map(([blanks, word, rest]) => blanks.join("") + word + rest);
const spelt = fc.tuple(told, fc.nat(40), fc.boolean()).map(([value, at, isEscaped]) => ({
  value,
  json: `"${Array.from(value, (c, i) => (isEscaped && i === at ? hex(c) : JSON.stringify(c).slice(1, -1))).join("")}"`,
}));
const hex = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** The answer of a string by how it begins, blanks aside. */
function begun(value: string): number {
  const begin = value.trimStart();
  if (begin === "") return 0;
  return SAID | (Object.entries(STARTS).find(([start]) => begin.startsWith(start))?.[1] ?? 0);
}

describe("how a string begins", () => {
  test("is told wherever it stands, blanks aside; where an escape hides it, the line is odd", () => {
    let certain = 0;
    fc.assert(
      fc.property(spelt, fc.constantFrom("type", "content", "blocks"), ({ value, json }, where) => {
        const line = where === "blocks" ? `{"content":[5,{"type":${json}}]}` : `{"${where}":${json}}`;
        const answer = scanned(line)?.answer ?? 0;
        if ((answer & ODD) !== 0) {
          expect(json).toContain("\\u");
          return;
        }
        certain++;
        expect(answer).toBe((VALID | begun(value)) >>> 0);
      }),
      { numRuns: runs },
    );
    expect(certain).toBeGreaterThan(runs / 2);
  });

  test.each([
    [String.raw`"\u001b[32m✓\u001b[0m"`, SAID],
    [String.raw`" \n\u001berr:"`, SAID],
    [String.raw`"err:\u0065"`, SAID | 2],
    [String.raw`"er\"\u0072:"`, SAID],
    [String.raw`"er\u0072:"`, ODD],
    [String.raw`"\u000berr:"`, ODD],
  ])("is certain behind an escape that is in no start, as of %s", (json, answer) => {
    expect(scanned(`{"type":${json}}`)?.answer).toBe((VALID | answer) >>> 0);
  });

  test("cannot be asked for with what an escape may stand for", () => {
    for (const start of ['a"b', "a\\b", "a/b", " a", "a\u001b", "seventeen letters"])
      expect(() => new LineScanner({ keys: { type: { starts: { [start]: 1 } } } }, 64)).toThrow(RangeError);
  });
});

test("a key that is longer than any that can be asked for is told of the object that has it", () => {
  const long = new LineScanner({ keys: { in: { longKey: 1, keys: { a: {} } } } }, 4096);
  const key = fc.string({ unit: fc.constantFrom("k", "é", "✓"), minLength: 8, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(key, { maxLength: 3 }), key, (keys, outside) => {
      const inner = Object.fromEntries([["a", {}], ...keys.map((each) => [each, { [outside]: 1 }] as const)]);
      const [line] = scanAll(long, Buffer.from(`${JSON.stringify({ [outside]: 1, in: inner })}\n`));
      const isLong = keys.some((each) => Buffer.byteLength(each) > LONGEST_WORD);
      expect(line?.answer).toBe((VALID | Number(isLong)) >>> 0);
    }),
    { numRuns: Math.ceil(runs / 4) },
  );
});

test("no more can be asked for than there is room for", () => {
  const many = (count: number, place: Place): Record<string, Place> =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, place]));
  const words = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`w${at}`, 1]));
  expect(new LineScanner({ keys: many(64, {}) }, 64).bytes.length).toBeGreaterThan(0);
  for (const keys of [many(65, {}), many(60, { keys: many(5, {}) }), many(3, { words })])
    expect(() => new LineScanner({ keys }, 64)).toThrow("so much");
});

describe("what was tallied", () => {
  const times = ["2026-02-21T10:00:00.000Z", "2026-02-21T10:00:00.001Z"];

  test("is the last string that a tallied line had, and how many before it had the same", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...times, "never"), fc.boolean()), { maxLength: 12 }),
        fc.constantFrom<[string, number] | undefined>(undefined, [times[0] ?? "", 3]),
        (lines, before) => {
          scanner.begin(Uint32Array.of(0, 0, 1, 0, SAID | 16, SAID | 16));
          scanner.tally = before;
          let tally = before;
          let left = 0;
          const bytes = lines.map(([at, said]) => `{"sessionId":"${at}","type":"${said ? "x" : ""}"}\n`).join("");
          for (const [at, said] of lines) {
            if (!said || at === "never") left++;
            else tally = [at, tally?.[0] === at ? tally[1] + 1 : 0];
          }
          scanner.bytes.write(bytes);
          scanner.scan(scanner.bytes.subarray(0, bytes.length));
          while (scanner.next()) left--;
          expect(left).toBe(0);
          expect(scanner.tally).toEqual(tally);
          expect(scanner.hasTallied).toBe(lines.length > scanner.passed.skipped && scanner.passed.silent > 0);
        },
      ),
      { numRuns: Math.ceil(runs / 4) },
    );
  });
});

test("a string that is an instant is remembered, another is not", () => {
  expect(scanned('{"sessionId":"2026-02-21T10:00:00.000Z"}')?.answer).toBe((VALID | REMEMBERED | 16) >>> 0);
  expect(scanned('{"sessionId":"2026-02-31T10:00:00.000Z"}')?.answer).toBe(VALID);
});
