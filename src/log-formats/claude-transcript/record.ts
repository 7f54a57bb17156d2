import type { JsonObject } from "../../lib/json/json.ts";
import { readId, lineId, isPresent, readText, readTime } from "../../logs/record/fields.ts";
import { COUNTING_TYPES } from "./known-values.ts";

export type RecordType = (typeof COUNTING_TYPES)[number];
const TYPES: ReadonlySet<unknown> = new Set(COUNTING_TYPES);

/** A record that counts, and what all of them have. */
export interface CountingRecord {
  readonly type: RecordType;
  readonly fields: JsonObject;
  readonly at: string;
  readonly sessionId: string;
  readonly cwd: string | undefined;
  readonly gitBranch: string | undefined;
  readonly isSidechain: boolean;
}

/** Why a record does not count. */
export type Uncounted = "other-type" | "incomplete" | "copied";

/** Reads what every record has, or says why the record counts for nothing. */
export function countingRecord(fields: JsonObject): CountingRecord | Uncounted {
  const { type } = fields;
  if (!TYPES.has(type)) return "other-type";
  const sessionId = readId(fields["sessionId"]);
  const at = readTime(fields["timestamp"]);
  if (sessionId === undefined || at === undefined) return "incomplete";
  // The record says itself that it is a copy: forks of the SDK mint new uuids for the history they copy.
  if (isPresent(fields["forkedFrom"])) return "copied";
  return {
    type: type as RecordType,
    fields,
    at,
    sessionId,
    cwd: readText(fields["cwd"]),
    gitBranch: readText(fields["gitBranch"]),
    isSidechain: fields["isSidechain"] === true,
  };
}

/** What every observation of a record has. */
export function common({ at, sessionId, cwd, gitBranch }: CountingRecord) {
  return { at, sessionId, cwd, gitBranch };
}

/** A record's own id, or what stands for it. */
export function keyOf(id: unknown, bytes: Buffer): string {
  return readId(id) ?? lineId(bytes);
}
