import type { Row } from "../engine/connection.ts";
import type { Dictionary, Kind, Place, Session } from "./dictionary.ts";
import { parseObject, type JsonObject } from "../../lib/json/json.ts";
import { HOLES } from "./event-shape.ts";
import { cut, filled, idOf, type Parts } from "./template.ts";

/** The columns that make an event, in the order in which they are read. */
export const COLUMNS = "at, mark, seq, kind, session, place, key, number1, number2, file, sub_agent, rest";

export const BRIEF_COLUMNS =
  "at, mark, 0 as seq, kind, session, place, key, number1, number2, null as file, sub_agent, rest";

/** The same with the order in which events were stored. */
export const BRIEF_COLUMNS_IN_ORDER = BRIEF_COLUMNS.replace("0 as seq", "seq");

/** A stored event, its names found. */
export interface StoredRow {
  readonly at: number;
  readonly mark: number;
  readonly seq: number;
  readonly kind: Kind;
  readonly session: Session;
  /** The session that this one is a part of, on another machine; only of events that are asked for each once. */
  readonly owner?: Session;
  readonly place: Place;
  readonly key: string;
  readonly number1: number | undefined;
  readonly number2: number | undefined;
  readonly file: string | undefined;
  readonly subAgent: string | undefined;
  readonly rest: string | undefined;
}

/** The names that some rows need: mostly all of them are known, and nothing is asked. */
export async function knowAll(dictionary: Dictionary, rows: readonly Row[]): Promise<void> {
  const [kinds, sessions, places, paths] = [new Set(), new Set(), new Set(), new Set()];
  for (const row of rows) {
    if (!dictionary.kinds.has(row[3] as number)) kinds.add(row[3]);
    if (!dictionary.sessions.has(row[4] as number)) sessions.add(row[4]);
    if (!dictionary.places.has(row[5] as number)) places.add(row[5]);
    if (row[9] !== null) paths.add(row[9]);
    if (row[10] !== null) paths.add(row[10]);
  }
  await dictionary.know({ kinds, sessions, places, paths });
}

const YEAR_1000 = -30_610_224_000_000;
const YEAR_10000 = 253_402_300_800_000;

/** The event of a row, or why it is none. */
export function storedRow(row: Row, { kinds, sessions, places, paths }: Dictionary): StoredRow | string {
  // By their places: millions of lists are not walked as quickly as they are looked into.
  const { 0: at, 1: mark, 2: seq, 3: kindNumber, 4: sessionNumber, 5: placeNumber, 6: key } = row;
  const { 7: number1, 8: number2, 9: file, 10: subAgent, 11: rest } = row;
  if (typeof at !== "number" || !(at >= YEAR_1000 && at < YEAR_10000)) return "its time is none";
  const kind = kinds.get(kindNumber as number);
  const session = sessions.get(sessionNumber as number);
  const place = places.get(placeNumber as number);
  if (kind === undefined) return "its kind is gone";
  if (session === undefined) return "its session is gone";
  if (place === undefined) return "its place is gone";
  if (typeof key !== "string" || typeof mark !== "number" || typeof seq !== "number") return "its key is none";
  if (!isNumber(number1) || !isNumber(number2) || (rest !== null && typeof rest !== "string")) return "a value is none";
  const path = file === null ? undefined : paths.get(file as number);
  const agent = subAgent === null ? undefined : paths.get(subAgent as number);
  if ((file !== null && path === undefined) || (subAgent !== null && agent === undefined)) return "its path is gone";
  return {
    at,
    mark,
    seq,
    kind,
    session,
    place,
    key,
    number1: number1 ?? undefined,
    number2: number2 ?? undefined,
    file: path,
    subAgent: agent,
    rest: rest ?? undefined,
  };
}

function isNumber(value: unknown): value is number | null {
  return value === null || Number.isSafeInteger(value);
}

export function rowId({ at, kind: { form, source, type }, session: { machineId = "" }, key }: StoredRow): string {
  return idOf(form, { source, type, timestamp: new Date(at).toISOString(), machineId, key });
}

/** The event as it was imported: one line of JSON. `undefined` where something that its template names is missing. */
export function rowJson(row: StoredRow): string | undefined {
  const { kind, session, place } = row;
  let isWhole = true;
  const text = (value: string | undefined) => {
    if (value === undefined) isWhole = false;
    return JSON.stringify(value ?? "");
  };
  const json = filled(kind.cut, (hole) => {
    switch (hole) {
      case HOLES.id:
        return JSON.stringify(rowId(row));
      case HOLES.timestamp:
        return JSON.stringify(new Date(row.at).toISOString());
      case HOLES.agent:
        return text(session.agent);
      case HOLES.session_id:
        return text(session.id);
      case HOLES.machine_id:
        return text(session.machineId);
      case HOLES.cwd:
        return text(place.cwd);
      case HOLES.git_branch:
        return text(place.branch);
      case HOLES.file:
        return text(row.file);
      case HOLES.agent_id:
        return text(row.subAgent);
      case HOLES.number1:
        return text(row.number1 === undefined ? undefined : String(row.number1)).slice(1, -1);
      case HOLES.number2:
        return text(row.number2 === undefined ? undefined : String(row.number2)).slice(1, -1);
      case HOLES.rest:
        if (row.rest === undefined) isWhole = false;
        return row.rest ?? "";
      default:
        isWhole = false;
        return "";
    }
  });
  return isWhole ? json : undefined;
}

/** The event that parts were taken from. */
export function eventOf({ template, form, source, type, ...parts }: Parts): JsonObject {
  const { agent, sessionId, machineId, cwd, branch, number1, number2, file, subAgent, rest, at, key } = parts;
  const json = rowJson({
    at,
    mark: 0,
    seq: 0,
    kind: { source, type, form, template, cut: cut(template) },
    session: { number: 0, id: sessionId ?? undefined, agent: agent ?? undefined, machineId: machineId ?? undefined },
    place: { cwd: cwd ?? undefined, branch: branch ?? undefined },
    key,
    number1: number1 ?? undefined,
    number2: number2 ?? undefined,
    file: file ?? undefined,
    subAgent: subAgent ?? undefined,
    rest: rest ?? undefined,
  });
  return parseObject(json ?? "") ?? {};
}
