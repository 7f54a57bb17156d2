import { lstatSync, readdirSync, realpathSync, statSync, type Dirent, type Stats } from "node:fs";
import { dirname, join, sep } from "node:path";
import { failedWith, reason } from "../../failure.ts";
import { nameOfBytes, pathBytes, sortByPath } from "../../lib/files/path-bytes.ts";
import type { Problem } from "../../problem.ts";
import type { Root } from "../finding/roots.ts";
import { sitesAbove, type Awaited, type Site } from "../finding/site.ts";
import type { Discovery, FileStat, Link, Log } from "../source.ts";

/** Which files below a root are logs. `parts` are the names below the directory of logs, its own name included. */
export interface WalkRules {
  /** The subdirectory of a root that contains the logs. It may be a symlink. */
  readonly logsDir: string;
  isLog(name: string, parts: readonly string[]): boolean;
  /** Whether a file is none, but one that tells of a log beside it: that it comes or changes is to be heard. */
  isBeside?(name: string, parts: readonly string[]): boolean;
  enters(parts: readonly string[]): boolean;
  /** Whether a link that leads to a directory is entered. Links to files are never logs. */
  followsLinks(parts: readonly string[]): boolean;
  /** The log's name in the manifest; its path, if not said. */
  key?(name: string, path: string): string;
}

/** Finds logs that are files: root by root, in byte order of their paths. */
export function walkLogs(roots: readonly Root[], rules: WalkRules): Discovery {
  const walk = new Walk(rules);
  for (const root of roots) walk.root(root);
  return walk;
}

class NoDirectory extends Error {
  override readonly message = "no directory";
}

class Walk implements Discovery {
  readonly #rules: WalkRules;
  /** With the names of which they are made below the directory of logs. */
  readonly #listed = new Map<string, readonly string[]>();
  /** Directories that are there but could not be listed: what is in them is not known. */
  readonly #unlisted = new Set<string>();
  readonly #logsDirs = new Set<string>();
  /** The directories of logs that may come, or be replaced, below their roots. */
  readonly #belowRoots: string[] = [];
  /** The keys of logs that are there and could not be looked at. */
  readonly #unseen: string[] = [];
  #present: ReadonlySet<string> | undefined;
  readonly logs: Log[] = [];
  readonly problems: Problem[] = [];
  readonly links: Link[] = [];
  found = false;

  constructor(rules: WalkRules) {
    this.#rules = rules;
  }

  root({ path, named }: Root): void {
    try {
      if (!statSync(path).isDirectory()) throw new NoDirectory();
    } catch (error) {
      const missing = error instanceof NoDirectory || failedWith(error, "ENOENT", "ENOTDIR");
      if (named || !missing) this.#problem(missing ? "root-missing" : "unreadable", path, error);
      return;
    }
    this.found = true;
    const logsDir = join(path, this.#rules.logsDir);
    if (this.#rules.logsDir !== ".") this.#belowRoots.push(logsDir);
    const stat = this.#follow(logsDir);
    if (stat === undefined) {
      this.#noLogsDir(logsDir);
      return;
    }
    // Two spellings of one directory are one root.
    const identity = `${stat.dev}:${stat.ino}`;
    if (this.#logsDirs.has(identity)) return;
    this.#logsDirs.add(identity);
    const before = this.logs.length;
    this.#directory(logsDir, []);
    for (const log of sortByPath(this.logs.splice(before))) this.logs.push(log);
  }

  /** A missing directory of logs is no problem; a file or a broken symlink in its place is. */
  #noLogsDir(logsDir: string): void {
    if (this.problems.some(({ path }) => path === logsDir)) return;
    try {
      if (lstatSync(logsDir, { throwIfNoEntry: false }) === undefined) return;
      this.#problem("unreadable", logsDir, new NoDirectory());
    } catch (error) {
      this.#problem("unreadable", logsDir, error);
    }
    this.#unlisted.add(logsDir);
  }

  /**
   * True only if its nearest existing ancestor was listed successfully and did not contain it; an ancestor that cannot
   * be read proves nothing.
   */
  isGone(key: string): boolean {
    this.#present ??= new Set([...this.#unseen, ...this.logs.map((log) => log.key)]);
    if (this.#present.has(key)) return false;
    for (let path = key, above = dirname(path); above !== path; path = above, above = dirname(path)) {
      if (this.#unlisted.has(above)) return false;
      if (this.#listed.has(above)) return true;
    }
    return false;
  }

  *sites(): Iterable<Site> {
    for (const logsDir of this.#belowRoots) yield* sitesAbove(logsDir);
    for (const [path, parts] of this.#listed) yield { path, awaits: (name) => this.#awaited(name, [...parts, name]) };
  }

  #awaited(name: string, parts: readonly string[]): Awaited {
    if (this.#rules.isLog(name, parts) || this.#rules.isBeside?.(name, parts) === true) return "log";
    return this.#rules.enters(parts) ? "directory" : undefined;
  }

  #directory(path: string, parts: readonly string[]): void {
    let entries: Dirent[];
    try {
      entries = list(path).reverse();
    } catch (error) {
      if (failedWith(error, "ENOENT")) return;
      this.#unlisted.add(path);
      this.#problem("unreadable", path, error);
      return;
    }
    this.#listed.set(path, parts);
    const within = path + sep;
    // Each is let go when it is done with: of very many, they would fill the memory before the last is looked at.
    for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
      const below = [...parts, entry.name];
      const child = within + entry.name;
      if (entry.isFile()) {
        if (this.#rules.isLog(entry.name, below)) this.#log(child, entry.name, below.length);
      } else if (entry.isDirectory()) {
        if (this.#rules.enters(below)) this.#directory(child, below);
      } else if (entry.isSymbolicLink()) this.#symbolicLink(child, below);
    }
  }

  #symbolicLink(path: string, below: readonly string[]): void {
    const isFollowed = this.#rules.followsLinks(below) && this.#rules.enters(below);
    if (isFollowed && this.#follow(path) !== undefined) this.#directory(path, below);
    else if (this.#rules.isLog(below.at(-1) ?? "", below)) this.#link(path);
  }

  #link(path: string): void {
    try {
      const target = nameOfBytes(realpathSync(pathBytes(path), "buffer"));
      const stat = statSync(pathBytes(target));
      if (stat.isDirectory()) return;
      this.links.push(stat.isFile() ? { path, target: { path: target, stat: fileStat(stat) } } : { path });
    } catch (error) {
      if (!failedWith(error, "ENOENT", "ELOOP", "ENOTDIR")) this.#problem("unreadable", path, error);
      this.links.push({ path });
    }
  }

  #log(path: string, name: string, depth: number): void {
    const key = this.#rules.key?.(name, path) ?? path;
    try {
      const stat = lstatSync(pathBytes(path), { throwIfNoEntry: false });
      if (stat === undefined || !stat.isFile()) return;
      this.logs.push({ key, path, depth, stat: fileStat(stat) });
    } catch (error) {
      this.#unseen.push(key);
      this.#problem("unreadable", path, error);
    }
  }

  /** The directory that a path resolves to, if it is one. */
  #follow(path: string): Stats | undefined {
    try {
      const stat = statSync(pathBytes(path));
      return stat.isDirectory() ? stat : undefined;
    } catch (error) {
      this.#unlisted.add(path);
      if (!failedWith(error, "ENOENT", "ELOOP", "ENOTDIR")) this.#problem("unreadable", path, error);
      return undefined;
    }
  }

  #problem(kind: Problem["kind"], path: string, error: unknown): void {
    this.problems.push({ kind, path, cause: reason(error) });
  }
}

export function fileStat({ size, mtimeMs, ctimeMs, dev, ino }: Stats): FileStat {
  return { size, mtimeMs, ctimeMs, dev, ino };
}

function list(path: string): Dirent[] {
  const entries = readdirSync(pathBytes(path), { withFileTypes: true, encoding: "utf8" });
  if (!entries.some(({ name }) => name.includes("\ufffd"))) return entries;
  return readdirSync(pathBytes(path), { withFileTypes: true, encoding: "buffer" }).map((entry) => {
    const name = nameOfBytes(entry.name);
    return {
      name,
      parentPath: path,
      isFile: () => entry.isFile(),
      isDirectory: () => entry.isDirectory(),
      isSymbolicLink: () => entry.isSymbolicLink(),
    } as Dirent;
  });
}
