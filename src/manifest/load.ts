import { hash } from "node:crypto";
import { join } from "node:path";
import { EXIT, Failure, reason } from "../failure.ts";
import { isObject } from "../lib/json/json.ts";
import { sizeOf } from "../lib/json/json-size.ts";
import { changesPath, parseChanges, type Changes } from "./changes.ts";
import { JoinedEntries } from "./entries.ts";
import { headOf, type ManifestHead } from "./head.ts";
import { MANIFEST_DEPTH, NO_MANIFEST, parseManifest, type Manifest } from "./manifest.ts";
import { PrintedEntries } from "./printed-entries.ts";
import { OversizedState, readState } from "./read-state.ts";

/** A manifest as it lies on disk. `state` tells whether there was one, and whether it could be understood. */
export interface StoredManifest {
  readonly path: string;
  /** What it says, with what has changed since it was written as a whole. */
  readonly manifest: Manifest;
  readonly state: "missing" | "read" | "old" | "corrupt" | "newer";
  /** Why it is corrupt, where that is not plain from a look at it. */
  readonly cause?: string;
  /** The file beside it that holds what has changed. */
  readonly changes: StoredChanges;
  /** The manifest without its changes; absent where no file of changes belongs to it. */
  readonly base?: Base;
}

/** The file of changes beside a manifest. `other`: it belongs to another manifest, and says nothing. */
export interface StoredChanges {
  readonly path: string;
  readonly state: "missing" | "read" | "other" | "corrupt" | "newer";
  readonly cause?: string;
  /** How many logs it tells of, where it was read. */
  readonly logs?: number;
}

/** A manifest that is known to be as it was written, because its file of changes names its digest. */
export interface Base {
  readonly head: ManifestHead;
  readonly entries: PrintedEntries;
  readonly sha256: string;
  readonly bytes: number;
}

/** A larger one is corrupt, and none is written: with 300 bytes a log it knows four hundred thousand. */
export const MANIFEST_BYTES = 128 << 20;
/** In more than this, depth alone could take much memory and time: it is looked for before anything is parsed. */
const DEEP_BYTES = 4 << 20;

/**
 * Reads a manifest, together with its changes. Fails when there is a file that cannot be read: it may hold what must not
 * be lost.
 */
export function loadManifest(dataDir: string, name: string): StoredManifest {
  const path = join(dataDir, name);
  // The changes first: where another run writes both meanwhile, the manifest is the newer one, and whole.
  const { changes, said } = loadChanges(changesPath(path));
  const bytes = readOrFail(path);
  if (changes.state === "newer") return nothing({ path, changes, state: "newer" });
  if (bytes === undefined) return nothing({ path, changes, state: "missing" });
  if (bytes instanceof Error) return nothing({ path, changes, state: "corrupt", cause: bytes.message });
  const base = said === undefined ? undefined : baseOf(bytes, said.manifest);
  if (said !== undefined && base !== undefined) {
    const { entries, manifest: _, ...head } = said;
    const manifest = { ...head, entries: new JoinedEntries(base.entries, entries) };
    return { path, manifest, state: "read", changes, base };
  }
  const whole = { path, changes: said === undefined ? changes : ({ ...changes, state: "other" } as const) };
  const manifest = understood(bytes, parseManifest);
  if (manifest instanceof Error) return nothing({ ...whole, state: "corrupt", cause: manifest.message });
  if (typeof manifest === "string") return nothing({ ...whole, state: manifest });
  return { ...whole, manifest, state: "read" };
}

function nothing(stored: Omit<StoredManifest, "manifest">): StoredManifest {
  return { ...stored, manifest: NO_MANIFEST };
}

function loadChanges(path: string): { readonly changes: StoredChanges; readonly said?: Changes } {
  const bytes = readOrFail(path);
  if (bytes === undefined) return { changes: { path, state: "missing" } };
  const said = bytes instanceof Error ? bytes : understood(bytes, parseChanges);
  if (said instanceof Error) return { changes: { path, state: "corrupt", cause: said.message } };
  if (typeof said === "string") return { changes: { path, state: said } };
  return { changes: { path, state: "read", logs: said.entries.size }, said };
}

function readOrFail(path: string): Buffer | OversizedState | undefined {
  try {
    return readState(path, MANIFEST_BYTES);
  } catch (error) {
    if (error instanceof OversizedState) return error;
    throw new Failure(EXIT.output, `cannot read the manifest \`${path}\` (${reason(error)})`, {
      hint: "nothing was exported; make it a file that you can read, or remove it to export everything again",
      cause: error,
    });
  }
}

/** The manifest that changes belong to, if these are its bytes: then they are as we have printed them. */
function baseOf(bytes: Buffer, sha256: string): Base | undefined {
  if (hash("sha256", bytes, "hex") !== sha256) return undefined;
  const first = bytes.toString("utf8", 0, bytes.indexOf("\n"));
  const value: unknown = JSON.parse(first.endsWith("{") ? `${first}}}` : first);
  const head = isObject(value) ? headOf(value) : "corrupt";
  return head === "corrupt" ? undefined : { head, entries: new PrintedEntries(bytes), sha256, bytes: bytes.length };
}

class TooDeep extends Error {
  override readonly message = `nested deeper than ${MANIFEST_DEPTH}`;
}

/** What a file says, unless it is nested too deep. */
function understood<T>(bytes: Buffer, parse: (text: string) => T): T | TooDeep {
  const text = bytes.toString("utf8");
  // Looked over as text: that is quicker than going through what was parsed. A large one before it fills the memory.
  const isTooDeep = () => sizeOf(text).depth > MANIFEST_DEPTH;
  const isLarge = text.length > DEEP_BYTES;
  if (isLarge && isTooDeep()) return new TooDeep();
  const parsed = parse(text);
  return !isLarge && typeof parsed !== "string" && isTooDeep() ? new TooDeep() : parsed;
}
