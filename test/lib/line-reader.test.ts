/** Lines out of files: whole ones only, each once, wherever blocks end. */
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineReader, type LineReaderOptions } from "../../src/lib/files/line-reader.ts";
import { tempDir } from "../support/program/temp.ts";
import { times } from "../support/shares.ts";

type Found = readonly (readonly [offset: number, line: string])[];

function linesOf(
  bytes: Buffer,
  options: LineReaderOptions,
  from = 0,
  until = bytes.length,
  path = join(tempDir(), "log"),
): Found {
  writeFileSync(path, bytes);
  const file = openSync(path, "r");
  const found: [number, string][] = [];
  try {
    for (const block of new LineReader(options).read(file, from, until)) {
      if (!("bytes" in block)) {
        found.push([block.offset, `too long, to ${block.end}`]);
        continue;
      }
      for (let begin = 0; begin < block.bytes.length;) {
        const end = block.bytes.indexOf(0x0a, begin);
        found.push([block.offset + begin, block.bytes.toString("latin1", begin, end)]);
        begin = end + 1;
      }
    }
  } finally {
    closeSync(file);
  }
  return found;
}

/** The same by the plainest means. */
function plainly(bytes: Buffer, lineCap: number): Found {
  const found: [number, string][] = [];
  for (let begin = 0, end = bytes.indexOf(0x0a); end >= 0; begin = end + 1, end = bytes.indexOf(0x0a, begin))
    found.push([begin, end - begin > lineCap ? `too long, to ${end + 1}` : bytes.toString("latin1", begin, end)]);
  return found;
}

describe("the lines of a file", () => {
  it("are the same for any size of blocks and any cap", () => {
    const path = join(tempDir(), "log");
    const byte = fc.constantFrom(0x0a, 0x0a, 0x0d, 0x00, 0x61, 0xc3, 0xa4);
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 80 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 40 }),
        (list, blockSize, lineCap) => {
          const bytes = Buffer.from(list);
          expect(linesOf(bytes, { blockSize, lineCap }, 0, bytes.length, path)).toEqual(plainly(bytes, lineCap));
        },
      ),
      { seed: 1, numRuns: times(200) },
    );
  });

  it("end with 0x0A alone: other ends of lines are bytes like any", () => {
    const line = "a\rb\u2028c\u0085d\v\f";
    expect(linesOf(Buffer.from(`${line}\n`), {})).toEqual([[0, Buffer.from(line).toString("latin1")]]);
  });

  it("without their newline are left alone", () => {
    expect(linesOf(Buffer.from("a\nbc"), {})).toEqual([[0, "a"]]);
    expect(linesOf(Buffer.from("abc"), {})).toEqual([]);
  });

  it("that end after the given offset are left alone, though they are there", () => {
    expect(linesOf(Buffer.from("ab\ncd\nef\n"), { blockSize: 4 }, 3, 8)).toEqual([[3, "cd"]]);
  });

  it("may be just as long as the cap, and no byte longer", () => {
    for (const blockSize of [3, 8, 9, 10, 100]) {
      expect(linesOf(Buffer.from("12345678\nx\n"), { blockSize, lineCap: 8 })).toEqual([
        [0, "12345678"],
        [9, "x"],
      ]);
      expect(linesOf(Buffer.from("123456789\nx\n"), { blockSize, lineCap: 8 })).toEqual([
        [0, "too long, to 10"],
        [10, "x"],
      ]);
    }
  });
});
