// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/gu;

/**
 * A text that no terminal obeys: control characters, escapes, marks that reorder text, and unpaired surrogates stand as
 * `\u{...}`. Names of files and tools are somebody else's.
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** What no line of NDJSON holds raw: DEL, the C1 controls, and the marks and overrides that reorder text. */
const DISGUISE = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const DISGUISES = new RegExp(DISGUISE, "g");

/** JSON texts of the same values, which a terminal neither obeys nor shows in another order. */
export function plainJson(json: string): string {
  return DISGUISE.test(json) ? json.replaceAll(DISGUISES, escaped) : json;
}

/** A value as a line of NDJSON. */
export function ndjsonLine(value: unknown): string {
  return `${plainJson(JSON.stringify(value))}\n`;
}

/** The same for a text that is JSON, which it stays: one line. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(UNPRINTABLE, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
