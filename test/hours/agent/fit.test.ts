import fc from "fast-check";
import { expect, it } from "vitest";
import { fitted, type Gap } from "../../../src/hours/agent/fit.ts";
import { seconds } from "../../../src/hours/slice.ts";
import { union } from "../../../src/hours/union.ts";

/** Gaps one after the other. */
const someGaps: fc.Arbitrary<readonly Gap[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.nat(1000), fc.nat(1)), { minLength: 1, maxLength: 20 })
  .map((parts) => {
    let at = 0;
    return parts.map(([length, share, least]) => {
      const start = at;
      at += length;
      return { start, end: at, least, credit: Math.floor((share / 1000) * length) };
    });
  });

it("gives as many seconds as are asked for, if there is room, and each gap's own", () => {
  fc.assert(
    fc.property(someGaps, fc.nat(80_000), (gaps, total) => {
      const spans = fitted(gaps, total);
      const room = gaps.reduce((sum, { start, end }) => sum + end - start, 0);
      const least = gaps.reduce((sum, gap) => sum + gap.least, 0);
      expect(seconds(spans)).toBe(Math.min(room, Math.max(least, total)));
      expect(union(spans)).toEqual(spans);
      for (const { start, end, least } of gaps)
        if (least > 0) expect(spans.some((span) => span.start <= start && span.end > start && start < end)).toBe(true);
    }),
  );
});

it("fills the smallest holes first, and takes from the largest credits", () => {
  const gaps: readonly Gap[] = [
    { start: 0, end: 10, least: 1, credit: 6 },
    { start: 10, end: 1000, least: 1, credit: 300 },
    { start: 1000, end: 1040, least: 1, credit: 40 },
  ];
  expect(fitted(gaps, 350)).toEqual([
    { start: 0, end: 11 },
    { start: 701, end: 1040 },
  ]);
  expect(fitted(gaps, 100)).toEqual([
    { start: 0, end: 1 },
    { start: 5, end: 11 },
    { start: 947, end: 1040 },
  ]);
});
