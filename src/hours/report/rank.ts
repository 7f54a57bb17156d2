import { compare } from "../activities/activity.ts";
import { IN_TIME, orderOf, type Dimension } from "../projects/dimension.ts";
import type { Row } from "./figures.ts";

/**
 * Rows in the order of their first dimension, then of the next: days as they come, everything else by how long the
 * person and then the agents spent on it in all, then by name.
 */
export function ranked(rows: readonly Row[], by: readonly Dimension[]): readonly Row[] {
  const sums = new Map<string, { human: number; agent: number }>();
  for (const row of rows)
    for (const at of by.keys()) {
      const key = outer(row, at);
      const sum = sums.get(key) ?? { human: 0, agent: 0 };
      sums.set(key, { human: sum.human + row.human, agent: sum.agent + row.agent });
    }
  return [...rows].sort((a, b) => {
    const at = by.findIndex((_, level) => a.names[level] !== b.names[level]);
    const dimension = by[at];
    if (dimension === undefined) return 0;
    const byName = compare(orderOf(dimension, a.names[at] ?? ""), orderOf(dimension, b.names[at] ?? ""));
    if (IN_TIME.has(dimension)) return byName;
    const [sumA, sumB] = [sums.get(outer(a, at)), sums.get(outer(b, at))];
    return (sumB?.human ?? 0) - (sumA?.human ?? 0) || (sumB?.agent ?? 0) - (sumA?.agent ?? 0) || byName;
  });
}

/** The group of a row at a level, with those that it lies in. */
function outer(row: Row, level: number): string {
  return JSON.stringify(row.names.slice(0, level + 1));
}
