import { isObject } from "../../lib/json/json.ts";

/** A row that a reader passed: its rowid in the table, and the id that it had. */
export interface Checkpoint {
  readonly rowid: number;
  readonly id: string;
}

const KEPT = 12;

/**
 * Adds a checkpoint for the last row that was read. Keeps a dozen, most of them near the end, so that little is read
 * again when the last rows are deleted.
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
 * The checkpoints whose rows are still in the table, at the same or an earlier rowid. Rows after the last one are new.
 * SQLite gives a new row the greatest rowid plus one, so that no new row can come before one that existed all the time.
 *
 * `VACUUM` renumbers the rows in their order: then every checkpoint's row exists, at the same or an earlier rowid.
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
