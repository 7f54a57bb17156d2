import { join } from "node:path";
import { EXIT, Failure, reason } from "../failure.ts";
import { sizeOf } from "../lib/json/json-size.ts";
import { formatManifest, MANIFEST_DEPTH, NO_MANIFEST, parseManifest, type Manifest } from "./manifest.ts";
import { OversizedState, readState, UnwrittenState, writeState } from "./state-file.ts";

/** A manifest as it lies on disk. `state` tells whether there was one, and whether it could be understood. */
export interface StoredManifest {
  readonly path: string;
  readonly manifest: Manifest;
  readonly state: "missing" | "read" | "old" | "corrupt" | "newer";
  /** Why it is corrupt, where that is not plain from a look at it. */
  readonly cause?: string;
}

/** A larger one is corrupt, and none is written: with 300 bytes a log it knows four hundred thousand. */
const MANIFEST_BYTES = 128 << 20;
/** In more than this, depth alone could take much memory and time: it is looked for before anything is parsed. */
const DEEP_BYTES = 4 << 20;

/** Reads a manifest. Fails when there is one that cannot be read: it may hold what must not be lost. */
export function loadManifest(dataDir: string, name: string): StoredManifest {
  const path = join(dataDir, name);
  let text: string | undefined;
  try {
    text = readState(path, MANIFEST_BYTES);
  } catch (error) {
    if (error instanceof OversizedState) return corrupt(path, error.message);
    throw new Failure(EXIT.output, `cannot read the manifest \`${path}\` (${reason(error)})`, {
      hint: "nothing was exported; make it a file that you can read, or remove it to export everything again",
      cause: error,
    });
  }
  if (text === undefined) return { path, manifest: NO_MANIFEST, state: "missing" };
  // Looked over as text: that is quicker than going through what was parsed. A large one before it fills the memory.
  const isTooDeep = () => sizeOf(text).depth > MANIFEST_DEPTH;
  const isLarge = text.length > DEEP_BYTES;
  if (isLarge && isTooDeep()) return corrupt(path, `nested deeper than ${MANIFEST_DEPTH}`);
  const manifest = parseManifest(text);
  if (typeof manifest === "string") return { path, manifest: NO_MANIFEST, state: manifest };
  if (!isLarge && isTooDeep()) return corrupt(path, `nested deeper than ${MANIFEST_DEPTH}`);
  return { path, manifest, state: "read" };
}

function corrupt(path: string, cause: string): StoredManifest {
  return { path, manifest: NO_MANIFEST, state: "corrupt", cause };
}

/** Replaces a manifest, whole or not at all; one that could not be understood is kept beside. Throws `UnwrittenState`. */
export function saveManifest({ path, state }: StoredManifest, manifest: Manifest, now: Date): void {
  const text = formatManifest(manifest);
  if (Buffer.byteLength(text) > MANIFEST_BYTES) throw new UnwrittenState(`more than ${MANIFEST_BYTES} bytes`);
  writeState(path, text, state === "corrupt" ? now : undefined);
}
