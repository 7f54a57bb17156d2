import { isObject } from "../lib/json/json.ts";
import { formatEntry, isEntry, NO_ENTRIES, ParsedEntries, type Entries, type Entry } from "./entries.ts";
import { formatHead, headOf, MANIFEST_VERSION, type ManifestHead } from "./head.ts";

/** The cursors of one source, by the names of its logs. */
export interface Manifest extends ManifestHead {
  readonly entries: Entries;
}

/** What is nested deeper is no manifest: ours are not half as deep. */
export const MANIFEST_DEPTH = 100;

export const NO_MANIFEST: Manifest = { machineId: undefined, types: undefined, entries: NO_ENTRIES };

/**
 * Reads the text of a manifest. The forms before version 2 hold nothing to check their offsets by: every log is read from
 * its start. Entries are checked by the source that reads them.
 */
export function parseManifest(text: string): Manifest | "old" | "corrupt" | "newer" {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "corrupt";
  }
  if (!isObject(value)) return "corrupt";
  const { version = 1, sessions } = value;
  if (!Number.isSafeInteger(version)) return "corrupt";
  if (Number(version) > MANIFEST_VERSION) return "newer";
  if (!isObject(sessions)) return "corrupt";
  if (version !== MANIFEST_VERSION) return "old";
  const head = headOf(value);
  if (head === "corrupt") return "corrupt";
  const entries = new Map<string, Entry>();
  for (const [key, entry] of Object.entries(sessions)) if (isEntry(entry)) entries.set(key, entry);
  return { ...head, entries: new ParsedEntries(entries) };
}

/** The text of a manifest, an entry a line, in the order of their names: the same manifest has the same bytes. */
export function formatManifest({ entries, ...head }: Manifest): string {
  const lines: string[] = [];
  for (const key of [...entries.keys()].sort()) {
    const entry = entries.printed(key) ?? formatEntry(entries.get(key));
    if (entry !== undefined) lines.push(`${JSON.stringify(key)}: ${entry}`);
  }
  return `{ ${formatHead(head)}"sessions": ${formatSessions(lines)} }\n`;
}

/** The member `sessions` of entries that are printed, each with its name. */
export function formatSessions(lines: readonly string[]): string {
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n}`;
}
