/** A manifest and the file of changes beside it: what they say together, by rules of their own, and how chance spoils them. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { seededRandom } from "../../support/random/random.ts";
import type { ManifestFault } from "./history.ts";

/** The two files as texts; `undefined` where there is none. */
export interface Texts {
  readonly whole: string | undefined;
  readonly changes: string | undefined;
}

type Sessions = Readonly<Record<string, { readonly byte_offset?: unknown } | null>>;

export class ManifestFiles {
  readonly whole: string;
  readonly changes: string;

  constructor(manifest: string) {
    this.whole = manifest;
    this.changes = manifest.replace(/json$/, "changes.json");
  }

  get paths(): readonly string[] {
    return [this.whole, this.changes];
  }

  texts(): Texts {
    return { whole: textOf(this.whole), changes: textOf(this.changes) };
  }

  put({ whole, changes }: Texts): void {
    for (const [path, text] of [
      [this.whole, whole],
      [this.changes, changes],
    ] as const)
      if (text === undefined) rmSync(path, { force: true });
      else writeFileSync(path, text);
  }

  /** What tells whether either was written. */
  stamp(): string {
    return JSON.stringify(this.paths.map((path) => (existsSync(path) ? [textOf(path), statSync(path).mtimeMs] : null)));
  }

  /** Spoils one of them. */
  spoil({ kind, at, seed }: ManifestFault): void {
    const random = seededRandom(seed);
    const there = this.paths.filter((path) => existsSync(path));
    if (there.length === 0) return;
    const path = random.pick([there[0] ?? this.whole, ...there]);
    const bytes = readFileSync(path);
    const place = Math.floor(at * (bytes.length - 1));
    switch (kind) {
      case "lost":
        return rmSync(path);
      case "corrupt":
        return writeFileSync(path, Buffer.from(Array.from({ length: 50 }, (_, i) => (seed * (i + 7)) & 0xff)));
      case "cut":
        return writeFileSync(path, bytes.subarray(0, place));
      case "flip":
        bytes[place] = (bytes[place] ?? 0) ^ (1 << random.below(8));
        return writeFileSync(path, bytes);
      case "pretty":
        try {
          writeFileSync(path, JSON.stringify(JSON.parse(bytes.toString("utf8")), null, 4));
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
        }
        return;
      case "old":
    }
  }
}

/** The offsets that the two say together; `undefined` where that cannot be told. */
export function offsetsIn({ whole, changes }: Texts): ReadonlyMap<string, number> | undefined {
  if (whole === undefined) return new Map();
  const base = parsed(whole);
  if (base === undefined) return undefined;
  const digest = createHash("sha256").update(whole).digest("hex");
  const more = changes === undefined ? undefined : parsed(changes);
  const sessions = more?.manifest_sha256 === digest ? { ...base.sessions, ...more.sessions } : base.sessions;
  return new Map(
    Object.entries(sessions ?? {}).flatMap(([key, entry]) =>
      entry === null ? [] : [[key, Number(entry.byte_offset)] as const],
    ),
  );
}

function parsed(text: string): { readonly manifest_sha256?: string; readonly sessions: Sessions } | undefined {
  try {
    return JSON.parse(text) as { readonly sessions: Sessions };
  } catch {
    // Somebody spoilt it.
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
