import { statSync } from "node:fs";
import { join, sep } from "node:path";
import { Failure } from "../failure.ts";
import { changesPath } from "../manifest/changes.ts";
import { deliveryBefore } from "../manifest/delivery-before.ts";
import { NO_MANIFEST, type Manifest } from "../manifest/manifest.ts";
import { loadManifest, type StoredChanges } from "../manifest/load.ts";
import type { Problem } from "../problem.ts";
import { directoriesBeside } from "../logs/finding/beside.ts";
import type { Search } from "../logs/finding/find.ts";
import type { Root } from "../logs/finding/roots.ts";
import type { Log, Source } from "../logs/source.ts";
import { findInZone } from "./find-in-zone.ts";
import { isUnchanged } from "./unchanged.ts";

/** How far the logs of a source are exported. */
export interface SourceStatus {
  readonly source: Source;
  readonly roots: readonly { readonly path: string; readonly found: boolean }[];
  readonly logs: number;
  /** How many of them the manifest knows. */
  readonly tracked: number;
  /** Those that it does not know. */
  readonly unknown: readonly Log[];
  /** How many logs the manifest knows, and how many of these are not there. */
  readonly entries: number;
  readonly gone: number;
  readonly pending: readonly Pending[];
  /** How many more logs cannot be read, because nobody has named the time zone of their local times. */
  readonly withoutZone: number;
  /** Symbolic links in the place of logs, which are not read. */
  readonly links: readonly string[];
  /** Directories that look like the agent's, are not looked at, and hold what was not exported. */
  readonly beside: readonly string[];
  readonly problems: readonly Problem[];
  /** By which delivery a consumer has what was exported; `undefined` where nothing is known of it. */
  readonly delivery: string | undefined;
  /** The file of changes beside the manifest. */
  readonly changes: StoredChanges;
  readonly manifest: "missing" | "read" | "old" | "corrupt" | "newer" | "unreadable";
}

/** A log that holds what was not exported yet. */
export interface Pending {
  readonly path: string;
  readonly bytes: number;
  /** When the agent itself will delete it, in milliseconds since 1970. */
  readonly expires: number | undefined;
}

const DAY_MS = 86_400_000;

/** Looks at the logs of a source and at its manifest. Opens no log, changes nothing. */
export function sourceStatusOf(search: Search, dataDir: string): SourceStatus {
  const { source, roots, env } = search;
  const discovery = findInZone(search, dataDir);
  const stored = manifestOf(source, dataDir);
  const { entries } = stored.manifest;
  const pending = discovery.logs.flatMap((log): readonly Pending[] => {
    const bytes = isUnchanged(source, log, entries) ? 0 : bytesAfter(log, entries.get(log.key)?.["byte_offset"]);
    return bytes === 0 ? [] : [{ path: log.path, bytes, expires: expiryOf(log, source, roots) }];
  });
  const unknown = discovery.logs.filter(({ key }) => !entries.has(key));
  const tracked = discovery.logs.length - unknown.length;
  return {
    source,
    roots: roots.map(({ path }) => ({ path, found: exists(path) })),
    logs: discovery.logs.length,
    tracked,
    unknown,
    entries: entries.size,
    gone: entries.size - tracked,
    pending,
    withoutZone: discovery.withoutZone?.length ?? 0,
    links: discovery.links.map(({ path }) => path),
    beside: directoriesBeside(source, roots, env).filter((path) => !isExported(source, path, entries)),
    problems: discovery.problems,
    delivery: deliveryBefore(stored),
    changes: stored.changes,
    manifest: stored.state,
  };
}

interface Looked {
  readonly manifest: Manifest;
  readonly changes: StoredChanges;
  readonly state: SourceStatus["manifest"];
}

function manifestOf({ manifest: name }: Source, dataDir: string): Looked {
  try {
    return loadManifest(dataDir, name);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const changes = { path: changesPath(join(dataDir, name)), state: "missing" } as const;
    return { manifest: NO_MANIFEST, changes, state: "unreadable" };
  }
}

/** Whether the manifest knows every log of a directory: another export reads it. */
function isExported(source: Source, path: string, entries: Manifest["entries"]): boolean {
  const found = source.discover([{ path, named: false }]);
  const logs = [...found.logs, ...(found.withoutZone ?? [])];
  return logs.length > 0 && logs.every(({ key }) => entries.has(key));
}

function bytesAfter({ stat }: Log, offset: unknown): number {
  return typeof offset === "number" && offset >= 0 && offset <= stat.size ? stat.size - offset : stat.size;
}

function expiryOf({ path, stat }: Log, source: Source, roots: readonly Root[]): number | undefined {
  const root = roots.find((one) => path.startsWith(one.path.endsWith(sep) ? one.path : one.path + sep));
  const days = root === undefined ? undefined : source.expiryDays?.(root.path);
  return days === undefined ? undefined : stat.mtimeMs + days * DAY_MS;
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
