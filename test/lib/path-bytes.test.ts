import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameOfBytes, pathBytes } from "../../src/lib/files/path-bytes.ts";
import { times } from "../support/shares.ts";

const back = (name: string): Buffer => Buffer.from(pathBytes(name));

describe("names as bytes", () => {
  it.each(["e9", "80", "ff", "e282", "f09f98", "eda080", "efbf", "efbfbd", "c3", "f4908080", "efbfbdef"])(
    "come back when they end in %s",
    (end) => {
      for (const start of ["", "caf", "é", "\ufffd"]) {
        const bytes = Buffer.concat([Buffer.from(start), Buffer.from(end, "hex")]);
        expect(back(nameOfBytes(bytes))).toEqual(bytes);
        const followed = Buffer.concat([bytes, Buffer.from("x.jsonl")]);
        expect(back(nameOfBytes(followed))).toEqual(followed);
      }
    },
  );

  it("come back whatever they are, and two are never one", () => {
    const bytes = fc.uint8Array({ min: 1, maxLength: 12 }).map((each) => Buffer.from(each));
    const broken = fc
      .tuple(fc.string({ unit: "grapheme", maxLength: 4 }), bytes, fc.nat(3))
      .map(([text, rest, cut]) => Buffer.concat([Buffer.from(text).subarray(0, -cut || undefined), rest]));
    fc.assert(
      fc.property(fc.oneof(bytes, broken), fc.oneof(bytes, broken), (one, other) => {
        expect(back(nameOfBytes(one))).toEqual(one);
        expect(nameOfBytes(one) === nameOfBytes(other)).toBe(one.equals(other));
      }),
      { numRuns: times(300) },
    );
  });
});
