import { escapedInJson } from "./printable.ts";

/** What no line of NDJSON holds raw: DEL, the C1 controls, and the marks and overrides that reorder text. */
const DISGUISE = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const DISGUISES = new RegExp(DISGUISE, "g");

/** JSON texts of the same values, which a terminal neither obeys nor shows in another order. */
export function plainJson(json: string): string {
  // Nearly all are ASCII, and that is told much sooner than the expression tells anything.
  const isAscii = Buffer.byteLength(json) === json.length;
  if (isAscii && !json.includes("\u007f")) return json;
  return DISGUISE.test(json) ? json.replaceAll(DISGUISES, escapedInJson) : json;
}

/** A value as a line of NDJSON. */
export function ndjsonLine(value: unknown): string {
  return `${plainJson(JSON.stringify(value))}\n`;
}
