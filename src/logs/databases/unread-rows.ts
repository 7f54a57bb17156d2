import { isObject, type Json } from "../../lib/json/json.ts";

/** A row that could not be read: where it stood, and the id that it seemed to have. Either may be damaged too. */
export interface Unread {
  readonly rowid: number;
  readonly id: string | undefined;
}

/** The unread rows of each table as a cursor keeps them, and those of a table back. */
export function packUnread(tables: ReadonlyMap<string, readonly Unread[]>): Json {
  const pack = ({ rowid, id }: Unread) => (id === undefined ? [rowid] : [rowid, id]);
  return Object.fromEntries([...tables].map(([table, rows]) => [table, rows.map(pack)]));
}

export function unpackUnread(packed: unknown, table: string): readonly Unread[] {
  const list: unknown = isObject(packed) && Object.hasOwn(packed, table) ? packed[table] : undefined;
  if (!Array.isArray(list)) return [];
  return (list as readonly unknown[]).flatMap((pair) => {
    const [rowid, id] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    return typeof rowid === "number" ? [{ rowid, id: typeof id === "string" ? id : undefined }] : [];
  });
}
