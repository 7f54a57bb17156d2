import { parseObject, type JsonObject } from "../../lib/json/json.ts";

/** A record and the bytes that it was read from. */
export interface SalvagedRecord {
  readonly fields: JsonObject;
  readonly bytes: Buffer;
}

/** A longer line is not searched for records. */
export const SALVAGE_CAP = 4 << 20;
const PLACES = 64;
const STARTS = ['{"parentUuid":', '{"type":"'];

/**
 * The records in a line that is no record: two that were glued together, or one behind the stub of another, as a kill
 * in mid-write or two writers at once leave them. `lost` is set when a part of the line is no record.
 */
export function salvage(line: Buffer): { readonly records: readonly SalvagedRecord[]; readonly lost: boolean } {
  const records: SalvagedRecord[] = [];
  for (let rest = line; ;) {
    const last = lastRecord(rest);
    if (last === undefined) return { records: records.reverse(), lost: true };
    records.push(last.record);
    rest = last.before;
    const fields = parseObject(rest.toString("utf8"));
    if (fields === undefined) continue;
    records.push({ fields, bytes: rest });
    return { records: records.reverse(), lost: false };
  }
}

/** The first place from which the rest of the line is a record, and what stands before it. */
function lastRecord(line: Buffer): { record: SalvagedRecord; before: Buffer } | undefined {
  for (const at of places(line)) {
    const bytes = line.subarray(at);
    const fields = parseObject(bytes.toString("utf8"));
    if (fields !== undefined) return { record: { fields, bytes }, before: line.subarray(0, at) };
  }
  return undefined;
}

/** Where in a line, after its first byte, a record seems to begin: the first 64 places. */
function places(line: Buffer): readonly number[] {
  const found: number[] = [];
  for (const start of STARTS)
    for (
      let at = line.indexOf(start, 1), count = 0;
      at >= 0 && count < PLACES;
      at = line.indexOf(start, at + 1), count++
    )
      found.push(at);
  return found.sort((a, b) => a - b).slice(0, PLACES);
}
