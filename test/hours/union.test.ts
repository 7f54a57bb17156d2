import { expect, it } from "vitest";
import { firstEndingAfter, subtract, union } from "../../src/hours/union.ts";

const spans = [
  { start: 0, end: 10 },
  { start: 10, end: 20 },
  { start: 30, end: 40 },
];

it("finds the first span that ends after a moment, and none that ends then", () => {
  expect([-1, 0, 9, 10, 20, 30, 39, 40].map((moment) => firstEndingAfter(spans, moment))).toEqual([
    0, 0, 0, 1, 2, 2, 2, 3,
  ]);
});

it("joins spans that touch, and leaves nothing empty of what is taken away", () => {
  expect(union(spans)).toEqual([
    { start: 0, end: 20 },
    { start: 30, end: 40 },
  ]);
  expect(subtract({ start: 10, end: 35 }, union(spans))).toEqual([{ start: 20, end: 30 }]);
  expect(subtract({ start: 0, end: 20 }, union(spans))).toEqual([]);
});
