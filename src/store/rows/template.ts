import type { JsonObject } from "../../lib/json/json.ts";
import { HOLE, HOLES, LONGEST_CONSTANT, LONGEST_TEMPLATE, rootShape, WHOLE, type Shape } from "./event-shape.ts";

/** What a row of `event_rows` refers to: 0 as long as it is not known. */
export interface Numbers {
  kind: number;
  session: number;
  place: number;
  file: number | null;
  subAgent: number | null;
}

/**
 * An event taken apart: what it repeats is named once (its template, session, place, paths), what is its own stands in
 * numbers and one text. Put together again it is the same JSON, byte for byte.
 */
export interface Parts {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly source: string;
  readonly type: string;
  readonly template: string;
  /** Stands for the template; none has an event that is kept whole. */
  readonly shape: Shape | undefined;
  readonly form: IdForm;
  readonly agent: string | null;
  readonly sessionId: string | null;
  readonly machineId: string | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  /** What the ID has beyond what its form says. */
  readonly key: string;
  /** Whether the ID does not hold the time, so that the time does not help to find it. */
  readonly isForeign: boolean;
  /** The first and the second whole number of the event. */
  readonly number1: number | null;
  readonly number2: number | null;
  readonly file: string | null;
  readonly subAgent: string | null;
  /** Members that no column takes, as JSON with their names; or the whole event. */
  readonly rest: string | null;
  /** What stands for the names where they are stored; found when it is. */
  readonly numbers: Numbers;
}

/** How an ID is made: `source:type:timestamp:key`, the same after `machine_id:`, or it is somebody else's and the key. */
export const ID_FORM = { plain: 0, machine: 1, foreign: 2 } as const;
export type IdForm = (typeof ID_FORM)[keyof typeof ID_FORM];

/** Takes apart an event whose ID and envelope are known to be right. Throws RangeError for what is nested too deep. */
export function taken(event: JsonObject): Parts {
  const text = (field: string): string | null => {
    const value = event[field];
    return typeof value === "string" ? value : null;
  };
  const id = String(event["id"]);
  const timestamp = String(event["timestamp"]);
  const source = String(event["source"]);
  const type = String(event["type"]);
  const machineId = text("machine_id");
  const [form, key] = formOf(id, `${source}:${type}:${timestamp}:`, machineId);
  const split = splitMembers(event);
  // Written out, for millions of them: spreading takes ten times as long.
  const parts: Parts = {
    id,
    at: Date.parse(timestamp),
    source,
    type,
    template: split?.template ?? WHOLE,
    shape: split?.shape,
    form,
    agent: text("agent"),
    sessionId: text("session_id"),
    machineId,
    cwd: text("cwd"),
    branch: text("git_branch"),
    key,
    isForeign: form === ID_FORM.foreign,
    number1: split?.number1 ?? null,
    number2: split?.number2 ?? null,
    file: text("file"),
    subAgent: text("agent_id"),
    rest: split?.rest ?? null,
    numbers: { kind: 0, session: 0, place: 0, file: null, subAgent: null },
  };
  if (split !== undefined) return parts;
  const { duration_ms: duration } = event;
  // By it a long turn is found.
  const number1 = typeof duration === "number" && Number.isSafeInteger(duration) ? duration : null;
  return { ...columnsOf(parts), form: ID_FORM.foreign, key: id, number1, rest: JSON.stringify(event) };
}

function formOf(id: string, rest: string, machineId: string | null): readonly [IdForm, string] {
  if (id.startsWith(rest)) return [ID_FORM.plain, id.slice(rest.length)];
  const prefix = machineId === null ? "" : `${machineId}:${rest}`;
  return prefix !== "" && id.startsWith(prefix) ? [ID_FORM.machine, id.slice(prefix.length)] : [ID_FORM.foreign, id];
}

/** The template and what it leaves open; `undefined` where the event must be kept whole. */
function splitMembers(
  event: JsonObject,
): Pick<Parts, "shape" | "template" | "number1" | "number2" | "rest"> | undefined {
  let shape = rootShape();
  let rest: string | null = null;
  let number1: number | null = null;
  let number2: number | null = null;
  for (const name in event) {
    const value = event[name];
    const step = shape.step(name);
    if (step.hole !== undefined) {
      if (typeof value !== "string" || !isStorable(value)) return undefined;
      shape = step.named ??= shape.with(name, HOLE + step.hole);
    } else if (typeof value === "boolean") shape = step.constant(shape, value);
    else if (typeof value === "string" && step.isRepeated && value.length <= LONGEST_CONSTANT) {
      if (!isStorable(value)) return undefined;
      shape = step.constant(shape, value);
    } else if (typeof value === "number" && shape.numbers < 2 && Number.isSafeInteger(value)) {
      if (shape.numbers === 0) number1 = value;
      else number2 = value;
      shape = step.number ??= shape.with(name, HOLE + (shape.numbers === 0 ? HOLES.number1 : HOLES.number2), 1);
    } else {
      const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
      if (rest !== null && !shape.isInRest) return undefined;
      rest = rest === null ? member : `${rest},${member}`;
      shape = step.rest ??= shape.withRest();
    }
  }
  if (shape.open.length > LONGEST_TEMPLATE) return undefined;
  return { shape, template: shape.template, rest, number1, number2 };
}

/** A text that both databases take as it is. */
function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** The texts of an event that is kept whole: to search by, as the databases take them. */
function columnsOf<Texts extends object>(parts: Texts): Texts {
  const entries = Object.entries(parts).map(([name, value]) => [
    name,
    typeof value === "string" && name !== "id" ? value.toWellFormed().replaceAll("\0", "\uFFFD") : value,
  ]);
  return Object.fromEntries(entries) as Texts;
}

/** The ID of an event, from its parts. */
export function idOf(
  form: number,
  {
    source,
    type,
    timestamp,
    machineId,
    key,
  }: Readonly<Record<"source" | "type" | "timestamp" | "machineId" | "key", string>>,
): string {
  if (form === ID_FORM.foreign) return key;
  const id = `${source}:${type}:${timestamp}:${key}`;
  return form === ID_FORM.machine ? `${machineId}:${id}` : id;
}

/** What fills the holes, by their letters: JSON texts. */
export type Filling = (hole: string) => string;

/** A template, cut at its holes: what stands before each, and its letter; the last has none. */
export type Cut = readonly (readonly [text: string, hole: string])[];

export function cut(template: string): Cut {
  const [first = "", ...others] = template.split(HOLE);
  const texts = [first, ...others.map((text) => text.slice(1))];
  return texts.map((text, at) => [text, others[at]?.charAt(0) ?? ""]);
}

/** The event's JSON. */
export function filled(template: Cut, filling: Filling): string {
  let json = "";
  for (const [text, hole] of template) json += hole === "" ? text : text + filling(hole);
  return json;
}
