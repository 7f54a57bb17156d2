import type { StoredEvent } from "../../events/stored-event.ts";
import { csvLine } from "../../lib/text/csv.ts";
import { ndjsonLine, plainJson } from "../../lib/text/plain-json.ts";
import { printable, printableJson } from "../../lib/text/printable.ts";
import type { EventRecord } from "./run.ts";

/** How `tt events` prints an event; the first line of a form, if it has one. */
export interface Form {
  readonly head?: string;
  line(record: EventRecord): string;
}

/** Columns that stay what they are; what no column takes is JSON in the last one. */
const COLUMNS = [
  "id",
  "timestamp",
  "source",
  "type",
  "agent",
  "session_id",
  "cwd",
  "git_branch",
  "machine_id",
  "action",
  "automated",
  "length",
  "has_image",
  "permission_mode",
  "tool",
  "tool_kind",
  "file",
  "timeout_ms",
  "ok",
  "duration_ms",
  "model",
  "agent_id",
] as const;
const TAKEN = new Set<string>(COLUMNS);

/** The lines of `tt export`, byte for byte. */
const ndjson: Form = { line: ({ json }) => `${plainJson(json)}\n` };

const csv: Form = {
  head: csvLine([...COLUMNS, "more", "seq", "imported_at"]),
  line: ({ event, seq, importedAt }) => {
    const more = Object.entries(event).filter(([name]) => !TAKEN.has(name));
    return csvLine([
      ...COLUMNS.map((name) => cell(event[name])),
      more.length === 0 ? "" : printableJson(Object.fromEntries(more)),
      seq,
      importedAt,
    ]);
  },
};

function cell(value: unknown): string | number {
  if (value === undefined) return "";
  if (typeof value === "number") return value;
  return typeof value === "string" ? printable(value) : printableJson(value);
}

/** One line an event for people and grep: `timestamp|type|source|key=value ...`, nothing explained. */
const flat: Form = {
  line: ({ event }) => {
    const { timestamp, type, source, ...rest } = event as StoredEvent & { readonly source: string };
    const members = Object.entries(rest).map(([name, value]) => `${word(name)}=${word(value)}`);
    return `${timestamp}|${word(type)}|${word(source)}|${members.join(" ")}\n`;
  },
};

/** What needs no quotes: no white space, no mark of the form's own, nothing that a terminal obeys. */
const PLAIN = /^[^\s|="\\{[\p{Cc}\p{Cf}\p{Cs}][^\s|"\\\p{Cc}\p{Cf}\p{Cs}]*$/u;
/** A text that would be read as another value of JSON. */
const LITERAL = /^(?:-?\d[\d.eE+-]*|true|false|null)$/;

function word(value: unknown): string {
  if (typeof value === "string" && PLAIN.test(value) && !LITERAL.test(value)) return value;
  // The bar separates fields, wherever it stands.
  return ndjsonLine(value)
    .trimEnd()
    .replaceAll("|", String.raw`\u007c`);
}

export const FORMS = { ndjson, csv, flat } as const satisfies Record<string, Form>;
export type FormName = keyof typeof FORMS;
