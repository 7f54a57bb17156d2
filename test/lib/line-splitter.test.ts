import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitLines } from "../../src/lib/files/line-splitter.ts";
import { times } from "../support/shares.ts";

/** The lines of a text that comes in chunks that end at these places. */
async function split(
  bytes: Buffer,
  cuts: readonly number[],
  cap: number,
): Promise<readonly (readonly [string, boolean] | "too-long")[]> {
  async function* chunks() {
    let begin = 0;
    for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
      yield await Promise.resolve(bytes.subarray(begin, cut));
      begin = Math.max(begin, cut);
    }
  }
  const lines: (readonly [string, boolean] | "too-long")[] = [];
  for await (const group of splitLines(chunks(), cap))
    for (const line of group) lines.push(line.kind === "line" ? [line.bytes.toString(), line.ended] : "too-long");
  return lines;
}

describe("a stream's lines", () => {
  it("are the same wherever its chunks end", async () => {
    const text = fc.array(fc.constantFrom("a", "bc", "\n", "\n\n", "\r", "long enough"), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(80), { maxLength: 6 }), async (parts, places) => {
        const bytes = Buffer.from(parts.join(""));
        const cuts = places.map((place) => Math.min(place, bytes.length));
        const whole = bytes.toString().split("\n");
        const last = whole.pop() ?? "";
        const expected = [
          ...whole.map((line) => (line.length > 8 ? "too-long" : [line, true])),
          ...(last === "" ? [] : [last.length > 8 ? "too-long" : [last, false]]),
        ];
        expect(await split(bytes, cuts, 8)).toEqual(expected);
      }),
      { numRuns: times(80) },
    );
  });
});
