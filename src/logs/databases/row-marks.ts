import { isObject } from "../../lib/json.ts";

/** A row that a reader passed: its place in the table, and the id that it had. */
export interface Mark {
  readonly place: number;
  readonly id: string;
}

const KEPT = 12;

/**
 * Adds the last row that was read. Of the earlier ones a dozen are kept, the closer to the end the denser, so that when
 * the last rows are deleted little is read again.
 */
export function addMark(marks: readonly Mark[], mark: Mark): readonly Mark[] {
  const grown = [...marks.filter(({ place }) => place < mark.place), mark];
  if (grown.length <= KEPT) return grown;
  let least = Infinity;
  let dropped = 1;
  for (let at = 1; at < grown.length - 1; at++) {
    const [before = mark, after = mark] = [grown[at - 1], grown[at + 1]];
    const worth = (after.place - before.place) / (mark.place - before.place);
    if (worth < least) [least, dropped] = [worth, at];
  }
  return grown.filter((_, at) => at !== dropped);
}

/**
 * The marks that still stand; all rows behind the last of them are new. A new row gets a place behind all that are there
 * (SQLite: the greatest rowid and one), so nothing new can lie before a row that was there all the time.
 *
 * `VACUUM` numbers the rows anew in the same order: then all marks are there, each at an earlier place.
 */
export function standing(marks: readonly Mark[], placeOf: (id: string) => number | undefined): readonly Mark[] {
  const now = marks.map(({ id }) => ({ id, place: placeOf(id) ?? Infinity }));
  const last = marks.findLastIndex(({ place }, at) => now[at]?.place === place);
  if (last >= 0) return marks.slice(0, last + 1);
  const isRenumbered =
    marks.length > 1 &&
    now.every(({ place }, at) => place <= (marks[at]?.place ?? 0) && place > (now[at - 1]?.place ?? -Infinity));
  return isRenumbered ? now : [];
}

/** Marks as a cursor keeps them, and back. */
export function packMarks(marks: readonly Mark[]): readonly (readonly [number, string])[] {
  return marks.map(({ place, id }) => [place, id]);
}

export function unpackMarks(packed: unknown, table: string): readonly Mark[] {
  const list: unknown = isObject(packed) && Object.hasOwn(packed, table) ? packed[table] : undefined;
  if (!Array.isArray(list)) return [];
  return (list as readonly unknown[]).flatMap((pair) => {
    const [place, id] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    return typeof place === "number" && typeof id === "string" ? [{ place, id }] : [];
  });
}
