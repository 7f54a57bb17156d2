import type { Span } from "./slice.ts";

/** Spans in one list of numbers: a long report has millions of them, and an object for each would be most of its memory. */
export class SpanList implements Iterable<Span> {
  /** Beginnings and ends by turns. */
  readonly #edges: number[] = [];

  /** Adds a span; with one that ends where it begins, if that was the last, it becomes one. */
  add(start: number, end: number): void {
    const edges = this.#edges;
    if (edges.length > 0 && edges[edges.length - 1] === start) edges[edges.length - 1] = end;
    else edges.push(start, end);
  }

  get seconds(): number {
    let sum = 0;
    for (let at = 0; at < this.#edges.length; at += 2) sum += (this.#edges[at + 1] ?? 0) - (this.#edges[at] ?? 0);
    return sum;
  }

  *[Symbol.iterator](): Iterator<Span> {
    for (let at = 0; at < this.#edges.length; at += 2)
      yield { start: this.#edges[at] ?? 0, end: this.#edges[at + 1] ?? 0 };
  }

  /** Writes its beginnings and ends, by turns; where they end. */
  writeTo(array: Float64Array, place: number): number {
    const edges = this.#edges;
    for (let at = 0; at < edges.length; at++) array[place + at] = edges[at] ?? 0;
    return place + edges.length;
  }

  get length(): number {
    return this.#edges.length;
  }
}

/** Counts the time in which at least one of some lists lies. One does it again and again, and keeps its room for that. */
export class UnionCounter {
  #from = new Float64Array(0);
  #to = new Float64Array(0);

  /** In seconds. In each of the lists spans come in their order and do not overlap. */
  seconds(lists: readonly SpanList[]): number {
    const room = lists.reduce((sum, { length }) => sum + length, 0);
    if (room > this.#from.length) [this.#from, this.#to] = [new Float64Array(2 * room), new Float64Array(2 * room)];
    /** Where the lists end. */
    let ends: number[] = [];
    for (const list of lists) ends.push(list.writeTo(this.#from, ends.at(-1) ?? 0));
    // Two by two, from one array into the other: where much lies side by side, little is left after a few rounds.
    while (ends.length > 1) {
      const [from, to] = [this.#from, this.#to];
      const joined: number[] = [];
      for (let nth = 0; nth < ends.length; nth += 2) {
        const [start, middle] = [ends[nth - 1] ?? 0, ends[nth] ?? 0];
        const pair = [from.subarray(start, middle), from.subarray(middle, ends[nth + 1] ?? middle)] as const;
        joined.push(writeUnion(to, joined.at(-1) ?? 0, pair));
      }
      ends = joined;
      [this.#from, this.#to] = [to, from];
    }
    let sum = 0;
    for (let at = 0; at < (ends[0] ?? 0); at += 2) sum += (this.#from[at + 1] ?? 0) - (this.#from[at] ?? 0);
    return sum;
  }
}

/** Writes the union of two lists; where it ends. */
function writeUnion(to: Float64Array, place: number, [a, b]: readonly [Float64Array, Float64Array]): number {
  let at = place;
  let until = -Infinity;
  for (let nextA = 0, nextB = 0; nextA < a.length || nextB < b.length;) {
    const isA = (a[nextA] ?? Infinity) <= (b[nextB] ?? Infinity);
    const start = (isA ? a[nextA] : b[nextB]) ?? 0;
    const end = (isA ? a[nextA + 1] : b[nextB + 1]) ?? 0;
    if (isA) nextA += 2;
    else nextB += 2;
    if (start > until) {
      to[at] = start;
      at += 2;
    }
    until = Math.max(until, end);
    to[at - 1] = until;
  }
  return at;
}
