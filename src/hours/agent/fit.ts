import type { Span } from "../slice.ts";

/** Time between one event and the next, of which some is work: its own first seconds, and what lies before its end. */
export interface Gap extends Span {
  /** Seconds at its beginning that are work for certain. */
  readonly least: number;
  /** Seconds of it that are taken for work. */
  readonly credit: number;
}

/**
 * The work in the gaps, so many seconds in all if they have room for them, as spans that do not touch. A wait is long, and
 * there are few: what is missing is added where least is missing, what is too much is taken where most is credited.
 */
export function fitted(gaps: readonly Gap[], total: number): readonly Span[] {
  const lengths = shares(gaps, total);
  const spans: { start: number; end: number }[] = [];
  const add = (start: number, end: number) => {
    const last = spans.at(-1);
    if (end <= start) return;
    if (last?.end === start) last.end = end;
    else spans.push({ start, end });
  };
  gaps.forEach(({ start, end, least }, gap) => {
    const length = lengths[gap] ?? 0;
    const lead = Math.min(least, length);
    add(start, start + lead);
    add(end - (length - lead), end);
  });
  return spans;
}

/** How many seconds of each gap. */
function shares(gaps: readonly Gap[], total: number): readonly number[] {
  const lengths = gaps.map(({ credit, least }) => Math.max(credit, least));
  let left = total;
  for (const length of lengths) left -= length;
  if (left === 0) return lengths;
  const isAdding = left > 0;
  const room: number[] = [];
  const order: number[] = [];
  for (let gap = 0; gap < gaps.length; gap++) {
    const { start, end, least } = gaps[gap] as Gap;
    const length = lengths[gap] ?? 0;
    room.push(isAdding ? end - start - length : length - least);
    if ((room[gap] ?? 0) > 0) order.push(gap);
  }
  order.sort(isAdding ? (a, b) => (room[a] ?? 0) - (room[b] ?? 0) : (a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0));
  for (const gap of order) {
    if (left === 0) break;
    const change = isAdding ? Math.min(left, room[gap] ?? 0) : -Math.min(-left, room[gap] ?? 0);
    lengths[gap] = (lengths[gap] ?? 0) + change;
    left -= change;
  }
  return lengths;
}
