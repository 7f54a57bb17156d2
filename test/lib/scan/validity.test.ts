import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VALID } from "../../../src/lib/scan/questions.ts";
import { LineScanner } from "../../../src/lib/scan/scanner.ts";
import { hostileLine } from "./hostile-lines.ts";
import { scanAll } from "./scan-all.ts";
import { times } from "../../support/shares.ts";

const scanner = new LineScanner({}, 65_536);
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function isObject(line: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(decoder.decode(line));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

const isValid = (line: string): boolean => {
  const [scanned] = scanAll(scanner, Buffer.from(`${line}\n`));
  return scanned !== undefined && (scanned.answer & VALID) !== 0;
};

describe("a line is valid to the scanner", () => {
  test("exactly if JSON.parse makes an object of it, wherever it lies and however it arrives", () => {
    fc.assert(
      fc.property(
        fc.array(hostileLine, { maxLength: 8 }),
        fc.nat(200),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
        (lines, shift, pieces) => {
          const all = [Buffer.alloc(shift, " "), ...lines];
          const bytes = Buffer.concat(all.flatMap((line) => [line, Buffer.from("\n")]));
          const seen = scanAll(scanner, bytes, { pieces });
          expect(seen.map(({ line }) => line)).toEqual(all);
          expect(seen.map(({ answer }) => (answer & VALID) !== 0)).toEqual(all.map(isObject));
        },
      ),
      { numRuns: times(400) },
    );
  });

  test("exactly if JSON.parse accepts it, with any one byte anywhere", () => {
    const line = Buffer.from(String.raw`{"a":[1.5e+3,"\u00e9\\\"",true,null,{}],"b":{"c":-0}}`);
    for (let at = 0; at < line.length; at++) {
      for (let byte = 0; byte < 256; byte++) {
        if (byte === 0x0a) continue;
        const changed = Buffer.from(line);
        changed[at] = byte;
        const [seen] = scanAll(scanner, Buffer.concat([changed, Buffer.from("\n")]));
        expect([at, byte, ((seen?.answer ?? 0) & VALID) !== 0]).toEqual([at, byte, isObject(changed)]);
      }
    }
  });

  test("whatever run of backslashes lies across the edge of a block or a window", () => {
    for (const edge of [64, 128, 32_768, 65_536]) {
      for (let run = 1; run < 70; run++) {
        for (const from of [edge - run - 9, edge - 9, edge - 8, edge - 7, edge - 6]) {
          if (from < 0) continue;
          const line = Buffer.from(`{"a":"${"x".repeat(from)}${"\\".repeat(run)}","b":"\\n"}`);
          const [seen] = scanAll(scanner, Buffer.concat([line, Buffer.from("\n")]));
          expect([edge, run, from, ((seen?.answer ?? 0) & VALID) !== 0]).toEqual([edge, run, from, isObject(line)]);
        }
      }
    }
  });

  test("not if it is nested deeper than the scanner's stack: the plain decoder decides", () => {
    const nested = (depth: number): string => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(isValid(nested(1023))).toBe(true);
    expect(isValid(nested(1024))).toBe(false);
    expect(isValid(nested(100_000))).toBe(false);
    expect(isValid("{}")).toBe(true);
  });

  test("however long it is, and the lines behind it are still found", () => {
    const long = `{"a":"${'\\"x'.repeat(1_000_000)}","b":[${'"",'.repeat(200_000)}1]}`;
    const seen = scanAll(scanner, Buffer.from(`{}\n${long}\n{"b":1}\n${long}x\n[]\n`));
    expect(seen.map(({ answer }) => (answer & VALID) !== 0)).toEqual([true, true, true, false, false]);
    expect(seen.map(({ offset }) => offset)).toEqual([0, 3, 4 + long.length, 12 + long.length, 14 + 2 * long.length]);
  });

  test("only when its newline is there", () => {
    expect(scanAll(scanner, Buffer.from('{"a":1}\n{"b":2}'))).toHaveLength(1);
    expect(scanAll(scanner, Buffer.from(""))).toHaveLength(0);
  });
});
