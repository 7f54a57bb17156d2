import { ID_FORM } from "../rows/template.ts";
import type { StoredRow } from "../rows/stored-row.ts";
import type { Copies } from "./copies.ts";

/** Of rows in the order of their times, of each event that several machines gave the copy that counts. */
export function eachOnce(rows: readonly StoredRow[], copies: Copies): StoredRow[] {
  const kept: StoredRow[] = [];
  for (let from = 0; from < rows.length;) {
    const first = rows[from] as StoredRow;
    let to = from + 1;
    while (to < rows.length && rows[to]?.at === first.at) to++;
    if (to - from === 1) kept.push(first);
    else kept.push(...firstOfEach(rows.slice(from, to), copies));
    from = to;
  }
  return kept;
}

/** Of rows of one millisecond. */
function firstOfEach(rows: readonly StoredRow[], copies: Copies): Iterable<StoredRow> {
  const first = new Map<string, StoredRow>();
  for (const row of rows) {
    const { source, type } = row.kind;
    const name = `${source}\n${type}\n${bareKey(row)}`;
    const known = first.get(name);
    if (known === undefined || isBefore(row, known, copies)) first.set(name, row);
  }
  return first.values();
}

function isBefore(row: StoredRow, other: StoredRow, copies: Copies): boolean {
  const [session, otherSession] = [row.session.number, other.session.number];
  return session === otherSession ? row.seq < other.seq : copies.isBefore(session, otherSession);
}

/** What an ID has beyond its machine, source, type and time; all of it but the machine where it is made otherwise. */
function bareKey({ at, key, kind: { form, source, type }, session: { machineId } }: StoredRow): string {
  if (form !== ID_FORM.foreign) return key;
  const prefix = machineId === undefined ? "" : `${machineId}:`;
  const id = key.startsWith(prefix) ? key.slice(prefix.length) : key;
  const usual = `${source}:${type}:${new Date(at).toISOString()}:`;
  return id.startsWith(usual) ? id.slice(usual.length) : id;
}
