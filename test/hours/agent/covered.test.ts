import fc from "fast-check";
import { expect, it } from "vitest";
import { Covered } from "../../../src/hours/agent/covered.ts";
import { union } from "../../../src/hours/union.ts";
import { times } from "../../support/shares.ts";

const span = fc.tuple(fc.nat(40), fc.nat(12)).map(([start, length]) => ({ start, end: start + length }));
const secondsOf = (spans: readonly { readonly start: number; readonly end: number }[]) =>
  spans.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at));

it("each second is given once, to who asks first, in whatever order", () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), (asked) => {
      const [covered, given] = [new Covered(), new Set<number>()];
      for (const one of asked) {
        const left = secondsOf([one]).filter((second) => !given.has(second));
        expect(secondsOf(covered.take(one))).toEqual(left);
        for (const second of left) given.add(second);
      }
      expect(secondsOf(union(asked))).toEqual([...given].sort((a, b) => a - b));
    }),
    { numRuns: times(200) },
  );
});
