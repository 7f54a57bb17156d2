import type { Span } from "./slice.ts";

/** The time in which at least one of the spans lies, as spans that do not touch. */
export function union(spans: Iterable<Span>): readonly Span[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= start) continue;
    const last = merged.at(-1);
    if (last === undefined || start > last.end) merged.push({ start, end });
    else last.end = Math.max(last.end, end);
  }
  return merged;
}

/** What is left of a span outside of others, which are a union. */
export function subtract(span: Span, others: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  let { start } = span;
  for (let at = firstEndingAfter(others, start); at < others.length; at++) {
    const other = others[at];
    if (other === undefined || other.start >= span.end) break;
    if (other.start > start) left.push({ start, end: other.start });
    start = Math.max(start, other.end);
  }
  if (start < span.end) left.push({ start, end: span.end });
  return left;
}

/** The first of spans that do not overlap, in their order, that ends after a moment. */
export function firstEndingAfter(spans: readonly Span[], moment: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? Infinity) <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
