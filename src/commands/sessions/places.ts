import { existsSync } from "node:fs";
import { dirname, isAbsolute, sep } from "node:path";
import { Failure } from "../../failure.ts";
import { contains } from "../../lib/files/within-directory.ts";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import { NO_ENTRIES, type Entries } from "../../manifest/entries.ts";
import { loadManifest } from "../../manifest/load.ts";
import { findInZone } from "../../export/find-in-zone.ts";
import { isNamedAfter } from "../../logs/holding.ts";
import { sources } from "../../agents/index.ts";
import { sourcesRequestOf } from "../options/sources.ts";
import { environment } from "../process/environment.ts";
import { belowOf } from "../../logs/files/below.ts";

/** What is known of the log of a session. */
export const LOG_STATES = ["there", "gone", "not-found", "unknown"] as const;

/**
 * Where the log of a session lies. `gone`: where it lay, by the manifest; `not-found`: no log is named after it; `unknown`:
 * it is in one of several databases.
 */
export type LogPlace =
  | { readonly state: "there" | "gone"; readonly path: string }
  | { readonly state: "not-found" | "unknown"; readonly path?: undefined };

/** A log, as far as its place is asked for. */
interface Placed {
  readonly key: string;
  readonly path: string;
  readonly depth: number;
  readonly isThere: boolean;
  readonly isDatabase: boolean;
}

/** Which session is looked for, and where it worked. */
export interface Wanted {
  readonly agent: string;
  readonly id: string;
  readonly directories: readonly string[];
}

/**
 * Finds the logs of sessions by what is known without opening any: most are named after their session, and databases hold
 * all of those in their directory. What a log holds, `tt show` looks for.
 */
export class LogPlaces {
  readonly #dataDir: string;
  readonly #byAgent = new Map<string, Index>();

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  of({ agent, id, directories }: Wanted): LogPlace {
    let index = this.#byAgent.get(agent);
    if (index === undefined) this.#byAgent.set(agent, (index = indexOf(agent, this.#dataDir)));
    const log = index.named(id) ?? index.started(id) ?? index.beside(directories);
    if (log === "unknown" || log === undefined) return { state: log ?? "not-found" };
    return { state: log.isThere ? "there" : "gone", path: log.path };
  }
}

/** The logs of one agent, by what is in their names. */
class Index {
  readonly #logs: readonly Placed[];
  readonly #byWord = new Map<string, Placed>();

  readonly #startsIn: (log: Placed) => readonly string[];
  #byStart: ReadonlyMap<string, Placed> | undefined;

  /** `startsIn`: which sessions started in a log, as far as that is known. */
  constructor(logs: readonly Placed[], startsIn: (log: Placed) => readonly string[]) {
    this.#logs = logs;
    this.#startsIn = startsIn;
    for (const log of logs)
      // The last part first: a directory may hold the logs of sub-agents beside the session's own.
      for (const part of belowOf(log).toReversed())
        for (const word of wordsOf(part)) if (!this.#byWord.has(word)) this.#byWord.set(word, log);
  }

  /** The log whose path names a session; one that names its sub-agents is the second choice. */
  named(id: string): Placed | undefined {
    return this.#byWord.get(id) ?? this.#logs.find((log) => isNamedAfter(log, id));
  }

  /** The log in which a session started, by what the last export noted: forked sessions stand in each other's logs. */
  started(id: string): Placed | undefined {
    this.#byStart ??= new Map(this.#logs.flatMap((log) => this.#startsIn(log).map((session) => [session, log])));
    return this.#byStart.get(id);
  }

  /** The log of a directory that a session worked in; else the only database that there is. */
  beside(directories: readonly string[]): Placed | "unknown" | undefined {
    const own = this.#logs.find(({ path }) => directories.includes(dirname(path)));
    if (own !== undefined) return own;
    const databases = this.#logs.filter(({ isDatabase }) => isDatabase);
    if (databases.length <= 1) return databases[0];
    return databases.find(({ path }) => directories.some((directory) => contains(directory, path))) ?? "unknown";
  }
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** What of a name may be the ID of a session. */
function wordsOf(part: string): readonly string[] {
  const stem = part.replace(/\.[^.]+$/, "");
  return [part, stem, ...(part.match(ID) ?? [])];
}

function indexOf(agent: string, dataDir: string): Index {
  const chosen = sourcesRequestOf({}).find(({ source }) => source.agent === agent);
  if (chosen === undefined) return new Index([], () => []);
  const { source, roots } = chosen;
  const { logs } = findInZone({ source, roots, env: environment(), sources }, dataDir);
  const there = logs.map((log) => {
    const { key, path, depth } = log;
    return { key, path, depth, isThere: true, isDatabase: source.isDatabase?.(log) === true };
  });
  const entries = entriesOf(dataDir, source.manifest);
  const known = new Set(logs.map(({ key }) => key));
  // Databases of directories that were named are not told from documents here: their names say nothing of sessions.
  const others = [...entries.keys()]
    .filter((key) => !known.has(key))
    .map((key) => {
      const isThere = isAbsolute(key) && existsSync(pathBytes(key));
      return { key, path: key, depth: key.split(sep).length, isThere, isDatabase: false };
    });
  return new Index([...there, ...others], ({ key }) => {
    const cursor = entries.get(key);
    return cursor === undefined ? [] : (source.startedIn?.(cursor) ?? []);
  });
}

/** Of logs that were exported, also of directories that were named once. A manifest that cannot be read is no concern of this. */
function entriesOf(dataDir: string, name: string): Entries {
  try {
    return loadManifest(dataDir, name).manifest.entries;
  } catch (error) {
    if (error instanceof Failure) return NO_ENTRIES;
    throw error;
  }
}
