import { isObject } from "../../lib/json/json.ts";

/** A row that a reader passed: its rowid in the table, and the id that it had. */
export interface Checkpoint {
  readonly rowid: number;
  readonly id: string;
}

const KEPT = 12;

/**
 * Adds the last row that was read. Of the earlier ones a dozen are kept, the closer to the end the denser, so that when
 * the last rows are deleted little is read again.
 */
export function withCheckpoint(checkpoints: readonly Checkpoint[], checkpoint: Checkpoint): readonly Checkpoint[] {
  const grown = [...checkpoints.filter(({ rowid }) => rowid < checkpoint.rowid), checkpoint];
  if (grown.length <= KEPT) return grown;
  let least = Infinity;
  let dropped = 1;
  for (let at = 1; at < grown.length - 1; at++) {
    const [before = checkpoint, after = checkpoint] = [grown[at - 1], grown[at + 1]];
    const worth = (after.rowid - before.rowid) / (checkpoint.rowid - before.rowid);
    if (worth < least) [least, dropped] = [worth, at];
  }
  return grown.filter((_, at) => at !== dropped);
}

/**
 * The checkpoints whose rows are still in the table, at the same or an earlier rowid. Rows after the last one are new. A new
 * row gets a rowid behind all that are there
 * (SQLite: the greatest rowid and one), so nothing new can lie before a row that was there all the time.
 *
 * `VACUUM` numbers the rows anew in the same order: then all rows are there, each at an earlier rowid.
 */
export function survivingCheckpoints(
  checkpoints: readonly Checkpoint[],
  rowidOf: (id: string) => number | undefined,
): readonly Checkpoint[] {
  const now = checkpoints.map(({ id }) => ({ id, rowid: rowidOf(id) ?? Infinity }));
  const last = checkpoints.findLastIndex(({ rowid }, at) => now[at]?.rowid === rowid);
  if (last >= 0) return checkpoints.slice(0, last + 1);
  const isRenumbered =
    checkpoints.length > 1 &&
    now.every(({ rowid }, at) => rowid <= (checkpoints[at]?.rowid ?? 0) && rowid > (now[at - 1]?.rowid ?? -Infinity));
  return isRenumbered ? now : [];
}

/** Checkpoints as a cursor keeps them, and back. */
export function packCheckpoints(checkpoints: readonly Checkpoint[]): readonly (readonly [number, string])[] {
  return checkpoints.map(({ rowid, id }) => [rowid, id]);
}

export function unpackCheckpoints(packed: unknown, table: string): readonly Checkpoint[] {
  const list: unknown = isObject(packed) && Object.hasOwn(packed, table) ? packed[table] : undefined;
  if (!Array.isArray(list)) return [];
  return (list as readonly unknown[]).flatMap((pair) => {
    const [rowid, id] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    return typeof rowid === "number" && typeof id === "string" ? [{ rowid, id }] : [];
  });
}
