import { hash } from "node:crypto";
import { rmSync } from "node:fs";
import { isSystemError } from "../lib/process/system-error.ts";
import { formatChanges } from "./changes.ts";
import { JoinedEntries, type Entry, type EntryChanges } from "./entries.ts";
import { formatHead } from "./head.ts";
import { MANIFEST_BYTES, type Base, type StoredManifest } from "./load.ts";
import { formatManifest, type Manifest } from "./manifest.ts";
import { setAside, UnwrittenState, writeState } from "./state-file.ts";

/** A smaller manifest is written as a whole whenever it changes, and has no file of changes. */
export const LARGE_BYTES = 256 << 10;
/** More changes than this, or than half of the manifest, are put into it. */
const CHANGES_BYTES = 1 << 20;

export interface Saving {
  readonly now: Date;
  /** From how many bytes on a manifest is large: `LARGE_BYTES`, but for tests. */
  readonly large?: number | undefined;
}

/**
 * Replaces a manifest, whole or not at all; one that could not be understood is kept beside. Of a large one that has
 * changed little, its file of changes alone is replaced. Throws `UnwrittenState`.
 */
export function saveManifest(stored: StoredManifest, manifest: Manifest, { now, large = LARGE_BYTES }: Saving): void {
  const changes = stored.base === undefined ? undefined : changesTo(stored.base, manifest, large);
  if (changes === undefined) foldManifest(stored, manifest, { now, large });
  else writeState(stored.changes.path, changes);
}

/** Replaces a manifest as a whole, so that no changes are left beside it. Throws `UnwrittenState`. */
export function foldManifest(stored: StoredManifest, manifest: Manifest, { now, large = LARGE_BYTES }: Saving): void {
  const bytes = Buffer.from(formatManifest(manifest));
  if (bytes.length > MANIFEST_BYTES) throw new UnwrittenState(`more than ${MANIFEST_BYTES} bytes`);
  writeState(stored.path, bytes, stored.state === "corrupt" ? now : undefined);
  // From here on the changes beside it belong to another manifest, and say nothing.
  const { entries: _, ...head } = manifest;
  const none = { ...head, manifest: hash("sha256", bytes, "hex"), entries: new Map() };
  try {
    if (stored.changes.state === "corrupt") setAside(stored.changes.path, now);
    if (bytes.length >= large) writeState(stored.changes.path, formatChanges(none));
    else if (stored.changes.state !== "missing") rmSync(stored.changes.path, { force: true });
  } catch (error) {
    // Everything is stored: without a file of changes, the next manifest is written as a whole again.
    if (!(error instanceof UnwrittenState || isSystemError(error))) throw error;
  }
}

/** The file of changes by which a manifest becomes another one; `undefined` where it must be written as a whole. */
function changesTo(base: Base, manifest: Manifest, large: number): string | undefined {
  const { entries, ...head } = manifest;
  if (base.bytes < large || !(entries instanceof JoinedEntries) || entries.base !== base.entries) return undefined;
  // What must outlive a lost file of changes stands in the manifest itself: a delivery need not.
  if (formatHead({ ...head, delivery: undefined }) !== formatHead({ ...base.head, delivery: undefined }))
    return undefined;
  const text = formatChanges({ ...head, manifest: base.sha256, entries: needed(entries.changes, base) });
  return Buffer.byteLength(text) > Math.min(CHANGES_BYTES, base.bytes / 2) ? undefined : text;
}

/** A log that came and went since is no change. */
function needed(changes: EntryChanges, { entries }: Base): EntryChanges {
  const kept = new Map<string, Entry | undefined>();
  for (const [key, entry] of changes) if (entry !== undefined || entries.has(key)) kept.set(key, entry);
  return kept;
}
