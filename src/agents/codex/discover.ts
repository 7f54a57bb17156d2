import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { Problem } from "../../problem.ts";
import type { Root } from "../../logs/finding/roots.ts";
import type { Site } from "../../logs/finding/site.ts";
import type { Discovery, Link, Log } from "../../logs/source.ts";
import { walkLogs } from "../../logs/files/walk.ts";
import { homeIn } from "./state.ts";

const ACTIVE = "sessions";
const ARCHIVED = "archived_sessions";

/** The rollouts of each root. One is known by its name, as Codex moves, compresses and decompresses them. */
export function discoverRollouts(roots: readonly Root[]): Discovery {
  const discoveries = roots.map((root) => new Home(root));
  const logs = new Map<string, Log>();
  for (const { logs: found } of discoveries) for (const log of found) keepBetter(logs, log);
  return {
    logs: [...logs.values()],
    problems: discoveries.flatMap(({ problems }) => problems),
    links: discoveries.flatMap(({ links }) => links),
    found: discoveries.some(({ found }) => found),
    isGone(key, cursor) {
      const home = homeIn(cursor?.["memo"]);
      return !logs.has(key) && discoveries.some(({ path, isComplete }) => path === home && isComplete);
    },
    sites: () => discoveries.flatMap((home) => home.sites()),
  };
}

/** The directory of Codex in which a rollout lies. */
export function homeOf({ path, depth }: Log): string {
  return path
    .split(sep)
    .slice(0, -(depth + 1))
    .join(sep);
}

export function isCompressed({ path }: Log): boolean {
  return path.endsWith(".zst");
}

/**
 * While it is compressed or decompressed there are two of a rollout: the same lines; the plain one can be appended to.
 * Of a copy of the whole directory and the directory itself, the longer is the one that is in use.
 */
function keepBetter(logs: Map<string, Log>, log: Log): void {
  const other = logs.get(log.key);
  if (other === undefined || isBetter(log, other)) logs.set(log.key, log);
}

function isBetter(log: Log, other: Log): boolean {
  if (isCompressed(log) !== isCompressed(other)) return isCompressed(other);
  return log.stat.size > other.stat.size;
}

class Home {
  readonly path: string;
  readonly logs: readonly Log[];
  readonly problems: readonly Problem[];
  readonly links: readonly Link[];
  readonly found: boolean;
  /** Whether every directory was listed, so that what was not found is gone. */
  readonly isComplete: boolean;
  readonly #walks: readonly Discovery[];

  constructor(root: Root) {
    const walk = (logsDir: string) =>
      walkLogs([root], {
        logsDir,
        isLog: (name) => /^rollout-.*\.jsonl(?:\.zst)?$/.test(name),
        enters: () => true,
        followsLinks: () => false,
        key: (name) => name.replace(/\.zst$/, ""),
      });
    const active = walk(ACTIVE);
    const archived = walk(ARCHIVED);
    this.#walks = [active, archived];
    this.path = dirname(join(root.path, ACTIVE));
    this.logs = [...active.logs, ...archived.logs];
    // What is wrong with the root itself is found by both.
    const told = new Set(active.problems.map(({ path }) => path));
    this.problems = [...active.problems, ...archived.problems.filter(({ path }) => !told.has(path))];
    this.links = [...active.links, ...archived.links];
    this.found = active.found;
    const isListed = (walked: Discovery, logsDir: string) =>
      walked.isGone(join(root.path, logsDir, "rollout"), undefined);
    this.isComplete =
      this.problems.length === 0 &&
      isListed(active, ACTIVE) &&
      (isListed(archived, ARCHIVED) || !existsSync(join(root.path, ARCHIVED)));
  }
  sites(): readonly Site[] {
    return this.#walks.flatMap((walk) => [...walk.sites()]);
  }
}
