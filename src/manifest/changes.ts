import { isObject } from "../lib/json/json.ts";
import { formatEntry, isEntry, type Entry, type EntryChanges } from "./entries.ts";
import { formatHead, headOf, MANIFEST_VERSION, type ManifestHead } from "./head.ts";
import { formatSessions } from "./manifest.ts";

/** What has changed since a large manifest was written as a whole. */
export interface Changes extends ManifestHead {
  /** The SHA-256 of the manifest: to any other they say nothing. */
  readonly manifest: string;
  readonly entries: EntryChanges;
}

/** Where the changes of a manifest are kept: beside it. */
export function changesPath(manifest: string): string {
  return manifest.replace(/\.json$/, ".changes.json");
}

/** Reads the text of a file of changes. */
export function parseChanges(text: string): Changes | "corrupt" | "newer" {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "corrupt";
  }
  if (!isObject(value)) return "corrupt";
  const { version, manifest_sha256: manifest, sessions } = value;
  if (!Number.isSafeInteger(version)) return "corrupt";
  if (Number(version) > MANIFEST_VERSION) return "newer";
  const head = headOf(value);
  if (version !== MANIFEST_VERSION || head === "corrupt") return "corrupt";
  if (typeof manifest !== "string" || !isObject(sessions)) return "corrupt";
  const entries = new Map<string, Entry | undefined>();
  for (const [key, entry] of Object.entries(sessions))
    if (entry === null) entries.set(key, undefined);
    else if (isEntry(entry)) entries.set(key, entry);
  return { ...head, manifest, entries };
}

/** The text of a file of changes: as that of a manifest, with `null` for a log that was dropped. */
export function formatChanges({ manifest, entries, ...head }: Changes): string {
  const lines: string[] = [];
  for (const key of [...entries.keys()].sort()) {
    const entry = entries.get(key);
    const text = entry === undefined ? "null" : formatEntry(entry);
    if (text !== undefined) lines.push(`${JSON.stringify(key)}: ${text}`);
  }
  return `{ ${formatHead(head)}"manifest_sha256": "${manifest}", "sessions": ${formatSessions(lines)} }\n`;
}
