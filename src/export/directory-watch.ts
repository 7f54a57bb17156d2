import { readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { extname, join } from "node:path";
import { failedWith, reason } from "../failure.ts";
import { isSystemError } from "../lib/process/system-error.ts";

/** So many directories are watched at the most; what changes in others is found by looking again. */
const MOST = 2000;
/** Beside a database: a reader makes and removes it, too. */
const SHARED_MEMORY = "-shm";

/** What has happened since: a file changed that is known or is called like one, or a directory came; or something else did. */
export type News = "known" | "unknown" | undefined;

/** Hears from the system what changes in some directories: in them alone, not below. */
export class DirectoryWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #fault: (why: string) => void;
  #files: ReadonlySet<string> = new Set();
  #endings: ReadonlySet<string> = new Set();
  /** Directories that came while we watched: nothing may be in them yet. */
  readonly #arrived = new Set<string>();
  #news: News;
  #hear: () => void = () => undefined;

  /** `fault` hears why a directory cannot be watched. */
  constructor(fault: (why: string) => void) {
    this.#fault = fault;
  }

  /** Watches these directories and no others; `files` are known. What was not watched before may have news. */
  over(directories: Iterable<string>, files: ReadonlySet<string>): void {
    this.#files = files;
    this.#endings = new Set([...files].map((path) => extname(path)).filter((ending) => ending !== ""));
    for (const path of this.#arrived) if (!isDirectory(path)) this.#arrived.delete(path);
    const wanted = new Set([...directories, ...this.#arrived]);
    for (const [path, watcher] of this.#watchers)
      if (!wanted.has(path)) {
        watcher.close();
        this.#watchers.delete(path);
      }
    for (const path of wanted) if (this.#add(path)) this.#tell("known");
  }

  /** Takes what has happened. */
  take(): News {
    const news = this.#news;
    this.#news = undefined;
    return news;
  }

  /** Resolves when something has happened, at once if it has already. */
  heard(): Promise<void> {
    if (this.#news !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#hear = resolve;
    });
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #add(path: string): boolean {
    if (this.#watchers.has(path) || this.#watchers.size >= MOST) return false;
    try {
      const watcher = watch(path, (type, name) => this.#happened(path, type, name));
      this.#watchers.set(path, watcher);
      watcher.on("error", () => {
        watcher.close();
        if (this.#watchers.get(path) === watcher) this.#watchers.delete(path);
      });
      return true;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (!failedWith(error, "ENOENT", "EACCES", "ENOTDIR")) this.#fault(reason(error));
      return false;
    }
  }

  #happened(directory: string, type: string, name: string | null): void {
    if (name === null) return this.#tell("known");
    if (name.endsWith(SHARED_MEMORY)) return;
    const path = join(directory, name);
    // Beside a database lies what is new in it.
    if (this.#files.has(path) || this.#files.has(path.replace(/-(?:wal|journal)$/, ""))) return this.#tell("known");
    if (this.#endings.has(extname(name))) return this.#tell("known");
    if (type !== "rename") return;
    this.#tell(this.#arrive(path) ? "known" : "unknown");
  }

  /** Watches a directory that came, and what came with it. */
  #arrive(path: string): boolean {
    if (!isDirectory(path) || this.#arrived.size >= MOST) return false;
    this.#arrived.add(path);
    this.#add(path);
    try {
      for (const entry of readdirSync(path, { withFileTypes: true }))
        if (entry.isDirectory()) this.#arrive(join(path, entry.name));
    } catch (error) {
      // It is gone again.
      if (!isSystemError(error)) throw error;
    }
    return true;
  }

  #tell(news: "known" | "unknown"): void {
    this.#news = this.#news === "known" ? "known" : news;
    this.#hear();
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}
