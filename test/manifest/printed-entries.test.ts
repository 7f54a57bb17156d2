/** Entries that are read out of the text of a manifest say what parsing all of it says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claudeCode } from "../../src/agents/claude-code/index.ts";
import { cursorStat } from "../../src/logs/files/file-state.ts";
import { positionAt } from "../../src/logs/lines/position.ts";
import { JoinedEntries, ParsedEntries, type Entry } from "../../src/manifest/entries.ts";
import { formatManifest, parseManifest } from "../../src/manifest/manifest.ts";
import { PrintedEntries } from "../../src/manifest/printed-entries.ts";
import { anyText } from "../support/random/any-text.ts";

const HEAD = { machineId: undefined, types: "core" };
/** Names that JSON escapes, that are longer in UTF-8, that begin alike, that objects have by themselves. */
const key = fc.oneof(
  anyText({ maxLength: 6 }),
  fc.constantFrom("", "a", "a\\", 'a"', 'a": {', "\n", "é", "🌱", "\udc80", "__proto__", "constructor", "\u2028"),
  fc.string({ unit: fc.constantFrom("/", "a", "b"), maxLength: 4 }),
);
const entry = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 2 })) as fc.Arbitrary<Entry>;
const entries = fc.array(fc.tuple(key, entry), { maxLength: 12 }).map((pairs) => new Map(pairs));

describe("printed entries", () => {
  it("are those that were printed, whatever they are asked for, in any order", () => {
    fc.assert(
      fc.property(entries, fc.array(key, { maxLength: 20 }), (written, asked) => {
        const text = formatManifest({ ...HEAD, entries: new ParsedEntries(written) });
        const parsed = parseManifest(text);
        if (typeof parsed === "string") throw new Error(parsed);
        const printed = new PrintedEntries(Buffer.from(text));
        expect(printed.size).toBe(parsed.entries.size);
        expect([...printed.keys()]).toEqual([...parsed.entries.keys()].sort());
        const seen = new Set<string>();
        for (const one of [...asked, ...written.keys()].sort(() => (asked.length % 2) - 0.5)) {
          seen.add(one);
          expect(printed.has(one)).toBe(parsed.entries.has(one));
          expect(JSON.stringify(printed.get(one))).toBe(JSON.stringify(parsed.entries.get(one)));
          expect(printed.printed(one)).toBe(JSON.stringify(parsed.entries.get(one)));
        }
        const unasked = [...printed.keys()].filter((one) => !seen.has(one));
        expect([...printed.unasked()]).toEqual(unasked);
        expect(formatManifest({ ...HEAD, entries: new PrintedEntries(Buffer.from(text)) })).toBe(text);
      }),
    );
  });

  it("joined with changes are what a map is after them", () => {
    const changes = fc
      .array(fc.tuple(key, fc.option(entry, { nil: undefined })), { maxLength: 12 })
      .map((all) => new Map(all));
    fc.assert(
      fc.property(entries, changes, (before, made) => {
        const text = formatManifest({ ...HEAD, entries: new ParsedEntries(before) });
        const after = new Map(before);
        for (const [name, value] of made)
          if (value === undefined) after.delete(name);
          else after.set(name, value);
        const joined = new JoinedEntries(new PrintedEntries(Buffer.from(text)), made);
        expect(joined.size).toBe(after.size);
        expect([...joined.keys()].sort()).toEqual([...after.keys()].sort());
        for (const name of [...before.keys(), ...made.keys()]) {
          expect(joined.has(name)).toBe(after.has(name));
          expect(JSON.stringify(joined.get(name))).toBe(JSON.stringify(after.get(name)));
        }
        expect(formatManifest({ ...HEAD, entries: joined })).toBe(
          formatManifest({ ...HEAD, entries: new ParsedEntries(after) }),
        );
      }),
    );
  });
});

describe("a printed cursor of a log of lines", () => {
  const number = fc.oneof(fc.nat(), fc.double({ min: 0, max: 2e12, noNaN: true, noDefaultInfinity: true }));
  const stat = fc.record({ size: fc.nat(), mtimeMs: number, ctimeMs: number, dev: fc.nat(), ino: fc.nat() });

  it("is told to be unchanged where the parsed one is, and nowhere else", () => {
    const source = claudeCode();
    fc.assert(
      fc.property(
        stat,
        stat,
        fc.nat(),
        fc.constantFrom(source.rules, 1, 12),
        fc.boolean(),
        (one, other, offset, reader, isSame) => {
          const point = { offset, reader, state: { started: [] }, unread: [], before: Buffer.from("x") };
          const cursor = positionAt(point, cursorStat(one));
          const log = {
            key: "k",
            path: "p",
            depth: 0,
            stat: isSame
              ? { ...one }
              : { ...one, [["size", "mtimeMs", "ctimeMs", "ino"][offset % 4] ?? ""]: other.size },
          };
          expect(source.isUnchangedAsPrinted?.(log, JSON.stringify(cursor))).toBe(source.isUnchanged(log, cursor));
        },
      ),
    );
    expect(
      source.isUnchangedAsPrinted?.(
        { key: "k", path: "p", depth: 0, stat: { size: 1, mtimeMs: 1, ctimeMs: 1, dev: 1, ino: 1 } },
        "{}",
      ),
    ).toBe(false);
  });
});
