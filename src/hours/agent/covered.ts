import type { Span } from "../slice.ts";

/** Time of which each second is given away once: to who asks first. Fast for what is asked mostly in its order. */
export class Covered {
  readonly #spans: { start: number; end: number }[] = [];

  /** What of a span nobody has got yet. It is taken. */
  take({ start, end }: Span): readonly Span[] {
    if (end <= start) return [];
    const spans = this.#spans;
    const last = spans.at(-1);
    if (last === undefined || start >= last.end) {
      if (last?.end === start) last.end = end;
      else spans.push({ start, end });
      return [{ start, end }];
    }
    let at = spans.length;
    while (at > 0 && (spans[at - 1]?.end ?? 0) >= start) at--;
    let until = at;
    const left: Span[] = [];
    let from = start;
    for (let other = spans[until]; other !== undefined && other.start <= end; other = spans[++until]) {
      if (other.start > from) left.push({ start: from, end: other.start });
      from = Math.max(from, other.end);
    }
    if (from < end) left.push({ start: from, end });
    const touched = spans.slice(at, until);
    const merged = {
      start: Math.min(start, touched[0]?.start ?? start),
      end: Math.max(end, touched.at(-1)?.end ?? end),
    };
    spans.splice(at, until - at, merged);
    return left;
  }
}
