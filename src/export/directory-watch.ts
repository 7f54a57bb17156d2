import { lstatSync, readdirSync, statSync, watch as systemWatch, type FSWatcher } from "node:fs";
import { basename, join } from "node:path";
import { failedWith, reason } from "../failure.ts";
import { pathBytes } from "../lib/files/path-bytes.ts";
import { isSystemError } from "../lib/process/system-error.ts";
import { isDirectory, type Site } from "../logs/finding/site.ts";

/** So many directories are watched at the most; what comes in others is found by looking again. */
const MOST = 2000;
/** One that tells of so much else within a second is not listened to any more, but looked at so often. */
const BUSY = 500;
const BUSY_EVERY_MS = 1000;
/** What is new in a database lies beside it. */
const BESIDE = /-(?:wal|journal)$/;

export interface DirectoryWatchOptions {
  /** The system's own, in anything but a test. */
  readonly watch?: (path: string | Buffer, hear: (type: string, name: string | null) => void) => Watcher;
  readonly most?: number;
  readonly busy?: number;
  readonly busyEveryMs?: number;
}

type Watcher = Pick<FSWatcher, "on" | "close">;

/** A directory that is watched, or looked at instead. */
interface Watched {
  /** By which it is known for the same one, whatever its path leads to. */
  readonly identity: string;
  watcher: Watcher | undefined;
  /** When the present second began, and how many irrelevant changes it told of. */
  since: number;
  others: number;
  /** What was awaited in it, when it was looked at. */
  seen: string;
}

/**
 * Hears from the system of what is awaited in some directories: in them alone, not below. A directory that it begins to
 * watch counts as news, so that whoever looks again at every news has looked at each since it is watched: nothing can
 * come between the one and the other.
 */
export class DirectoryWatch {
  readonly #watch: NonNullable<DirectoryWatchOptions["watch"]>;
  readonly #most: number;
  readonly #busy: number;
  readonly #busyEveryMs: number;
  readonly #watched = new Map<string, Watched>();
  #sites: ReadonlyMap<string, readonly Site[]> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #isNews = false;
  #hear: () => void = () => undefined;

  constructor({
    watch = systemWatch,
    most = MOST,
    busy = BUSY,
    busyEveryMs = BUSY_EVERY_MS,
  }: DirectoryWatchOptions = {}) {
    this.#watch = watch;
    this.#most = most;
    this.#busy = busy;
    this.#busyEveryMs = busyEveryMs;
  }

  /** Watches these directories and no others, the first of them if they are too many. Tells why one is not watched. */
  over(sites: Iterable<Site>): string | undefined {
    this.#sites = Map.groupBy(sites, ({ path }) => path);
    const there = directoriesAt(this.#sites.keys(), this.#most + 1);
    const wanted = new Map([...there].slice(0, this.#most));
    for (const [path, { identity }] of this.#watched) if (wanted.get(path) !== identity) this.#drop(path);
    try {
      for (const [path, identity] of wanted) if (!this.#watched.has(path)) this.#add(path, identity);
    } catch (error) {
      // What holds for one directory (there are no more watches) holds for those after it.
      if (!isSystemError(error)) throw error;
      return reason(error);
    }
    return there.size > wanted.size ? `more than ${this.#most}` : undefined;
  }

  /** Resolves when something has come, at once if it has already. */
  heard(): Promise<void> {
    if (this.#isNews) return Promise.resolve();
    return new Promise((resolve) => {
      this.#hear = resolve;
    });
  }

  /** Takes what has come: from now on, only more is news. */
  take(): void {
    this.#isNews = false;
  }

  close(): void {
    for (const path of this.#watched.keys()) this.#drop(path);
  }

  #add(path: string, identity: string): void {
    let watcher: Watcher;
    try {
      watcher = this.#watch(pathBytes(path), (type, name) => this.#happened(path, type, name));
    } catch (error) {
      // It is gone again, or not for us to see: who finds logs tells of that.
      if (failedWith(error, "ENOENT", "EACCES", "EPERM", "ENOTDIR")) return;
      throw error;
    }
    watcher.on("error", () => this.#lost(path, watcher));
    this.#watched.set(path, { identity, watcher, since: performance.now(), others: 0, seen: "" });
    this.#tell();
  }

  #drop(path: string): void {
    this.#watched.get(path)?.watcher?.close();
    this.#watched.delete(path);
    if (![...this.#watched.values()].some(({ watcher }) => watcher === undefined)) this.#timer = clear(this.#timer);
  }

  /** It is not what it was: whatever is at its path now is watched with the next look. */
  #lost(path: string, watcher: Watcher | undefined): void {
    const watched = this.#watched.get(path);
    if (watched === undefined || watched.watcher !== watcher) return;
    this.#drop(path);
    this.#tell();
  }

  #happened(path: string, type: string, name: string | null): void {
    const watched = this.#watched.get(path);
    if (watched?.watcher === undefined) return;
    // The system has more to tell than it can.
    if (name === null) return this.#tell();
    if (this.#isAwaited(path, type, name)) return this.#tell();
    // What happens to a directory itself is told by its own name.
    if (type === "rename" && name === basename(path)) return this.#lost(path, watched.watcher);
    this.#countOther(path, watched);
  }

  #isAwaited(path: string, type: string, name: string): boolean {
    return (this.#sites.get(path) ?? []).some((site) => {
      const awaited = site.awaits(name) ?? site.awaits(name.replace(BESIDE, ""));
      return awaited === "log" || (awaited === "directory" && type === "rename" && isDirectory(join(path, name)));
    });
  }

  #countOther(path: string, watched: Watched): void {
    const now = performance.now();
    if (now - watched.since >= this.#busyEveryMs) [watched.since, watched.others] = [now, 0];
    if (++watched.others < this.#busy) return;
    watched.watcher?.close();
    watched.watcher = undefined;
    watched.seen = this.#seenIn(path);
    this.#timer ??= setInterval(() => this.#lookAtBusy(), this.#busyEveryMs);
    // What it told last may have been lost.
    this.#tell();
  }

  #lookAtBusy(): void {
    for (const [path, watched] of this.#watched) {
      if (watched.watcher !== undefined) continue;
      const seen = this.#seenIn(path);
      if (seen !== watched.seen) this.#tell();
      watched.seen = seen;
    }
  }

  /** What lies in a directory of what is awaited there, and how large and new it is. */
  #seenIn(path: string): string {
    try {
      const names = readdirSync(pathBytes(path), "utf8").filter((name) => this.#isAwaited(path, "rename", name));
      return [identityOf(path), ...names.map((name) => `${name} ${stateOf(join(path, name))}`)].join("\n");
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return reason(error);
    }
  }

  #tell(): void {
    this.#isNews = true;
    this.#hear();
  }
}

function clear(timer: NodeJS.Timeout | undefined): undefined {
  clearInterval(timer);
}

/** The first directories that are there, so many at the most, with their identities. */
function directoriesAt(paths: Iterable<string>, most: number): ReadonlyMap<string, string> {
  const there = new Map<string, string>();
  for (const path of paths) {
    const identity = identityOf(path);
    if (identity !== undefined) there.set(path, identity);
    if (there.size === most) break;
  }
  return there;
}

/** `undefined` where there is no directory. */
function identityOf(path: string): string | undefined {
  try {
    const stat = statSync(pathBytes(path), { throwIfNoEntry: false });
    return stat?.isDirectory() === true ? `${stat.dev}:${stat.ino}` : undefined;
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

function stateOf(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}
