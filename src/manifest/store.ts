import { join } from "node:path";
import { EXIT, Failure, reason } from "../failure.ts";
import { formatManifest, NO_MANIFEST, parseManifest, type Manifest } from "./manifest.ts";
import { readState, writeState } from "./state-file.ts";

/** A manifest as it lies on disk. `state` tells whether there was one, and whether it could be understood. */
export interface StoredManifest {
  readonly path: string;
  readonly manifest: Manifest;
  readonly state: "missing" | "read" | "old" | "corrupt" | "newer";
}

/** Reads a manifest. Fails when there is one that cannot be read: it may hold what must not be lost. */
export function loadManifest(dataDir: string, name: string): StoredManifest {
  const path = join(dataDir, name);
  let text: string | undefined;
  try {
    text = readState(path);
  } catch (error) {
    throw new Failure(EXIT.output, `cannot read the manifest \`${path}\` (${reason(error)})`, {
      hint: "nothing was exported; make it a file that you can read, or remove it to export everything again",
      cause: error,
    });
  }
  if (text === undefined) return { path, manifest: NO_MANIFEST, state: "missing" };
  const manifest = parseManifest(text);
  if (typeof manifest === "string") return { path, manifest: NO_MANIFEST, state: manifest };
  return { path, manifest, state: "read" };
}

/** Replaces a manifest, whole or not at all; one that could not be understood is kept beside. Throws `UnwrittenState`. */
export function saveManifest({ path, state }: StoredManifest, manifest: Manifest, now: Date): void {
  writeState(path, formatManifest(manifest), state === "corrupt" ? now : undefined);
}
