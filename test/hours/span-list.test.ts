import fc from "fast-check";
import { expect, test } from "vitest";
import { seconds, type Span } from "../../src/hours/slice.ts";
import { SpanList, UnionCounter } from "../../src/hours/span-list.ts";
import { union } from "../../src/hours/union.ts";

const GAPS = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 20 })), { maxLength: 30 });

/** Spans in their order that do not overlap, some of which touch. */
const SPANS = fc.tuple(fc.integer({ min: -1e11, max: 2e11 }), fc.nat(100), GAPS).map(([far, from, gaps]) => {
  let at = far - (far % 1000) + from;
  return gaps.map(([gap, length]): Span => {
    const start = at + gap;
    at = start + length;
    return { start, end: at };
  });
});

/** The same near each other. */
const NEAR = fc.tuple(fc.integer({ min: -1e11, max: 2e11 }), fc.array(SPANS, { maxLength: 8 })).map(([at, lists]) =>
  lists.map((spans) => {
    const [first] = spans;
    const by = first === undefined ? 0 : at - Math.floor(first.start / 1000) * 1000;
    return spans.map(({ start, end }) => ({ start: start + by, end: end + by }));
  }),
);

function listOf(spans: readonly Span[]): SpanList {
  const list = new SpanList();
  for (const { start, end } of spans) list.add(start, end);
  return list;
}

test("a list holds the spans that were added to it, and those that touch as one", () => {
  fc.assert(
    fc.property(SPANS, (spans) => {
      expect([...listOf(spans)]).toEqual(union(spans));
      expect(listOf(spans).seconds).toBe(seconds(spans));
    }),
  );
});

test("the time of lists side by side is that of the union of their spans, however often one counter is asked", () => {
  const counter = new UnionCounter();
  fc.assert(
    fc.property(NEAR, (lists) => {
      expect(counter.seconds(lists.map(listOf))).toBe(seconds(union(lists.flat())));
    }),
  );
});

test("no list, and lists with nothing in them, are no time", () => {
  expect(new UnionCounter().seconds([])).toBe(0);
  expect(new UnionCounter().seconds([new SpanList(), new SpanList(), new SpanList()])).toBe(0);
  expect([...new SpanList()]).toEqual([]);
});
