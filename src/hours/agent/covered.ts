import type { Span } from "../slice.ts";

/** Time of which each second is given away once: to who asks first. Fast for what is asked mostly in its order. */
export class Covered {
  readonly #spans: { start: number; end: number }[] = [];

  /** Takes a span that comes after all that was taken, as most do; whether it does. */
  takeLater(start: number, end: number): boolean {
    const last = this.#spans[this.#spans.length - 1];
    if (last !== undefined && start < last.end) return false;
    if (last?.end === start) last.end = end;
    else this.#spans.push({ start, end });
    return true;
  }

  /** What of a span nobody has got yet. It is taken. */
  take({ start, end }: Span): readonly Span[] {
    if (end <= start) return [];
    if (this.takeLater(start, end)) return [{ start, end }];
    const spans = this.#spans;
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
