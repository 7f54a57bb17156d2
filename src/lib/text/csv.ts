/**
 * What a spreadsheet would take for a formula, also in its full-width forms and after white space; a tab or a carriage
 * return in front does the same in some.
 */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212])/u;

/** A line of CSV (RFC 4180), safe to open in a spreadsheet: a text that would be a formula has an apostrophe before it. */
export function csvLine(values: readonly (string | number)[]): string {
  return `${values.map((value) => (typeof value === "number" ? String(value) : field(value))).join(",")}\n`;
}

function field(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
