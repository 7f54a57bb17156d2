import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import type { Problem } from "../../problem.ts";
import type { Environment, Root } from "./roots.ts";
import type { Discovery, Source } from "../source.ts";

/** Where a source is looked for. */
export interface Search {
  readonly source: Source;
  readonly roots: readonly Root[];
  readonly env: Environment;
  /** Every source: a directory that was named may be another agent's. */
  readonly sources: readonly Source[];
}

/**
 * Finds the logs of a source. Reports a problem for a named directory that cannot contain logs, and for a symlink in
 * the place of a log whose target no source reads.
 */
export function findLogs(search: Search): Discovery {
  const { source, roots } = search;
  const there = roots.filter((root) => mayExist(root, search.env));
  if (there.length === 0) return nothingFor(source);
  const discovery = source.discover(there);
  const problems = [
    ...roots.flatMap((root) => (root.named ? misplaced(root.path, discovery, search) : [])),
    ...unreadLinks(discovery),
  ];
  if (problems.length === 0) return discovery;
  return {
    logs: discovery.logs,
    problems: [...discovery.problems, ...problems],
    links: discovery.links,
    ...(discovery.withoutZone === undefined ? {} : { withoutZone: discovery.withoutZone }),
    found: discovery.found,
    isGone: (key, cursor) => discovery.isGone(key, cursor),
    sites: () => discovery.sites(),
  };
}

/** What a source finds in no directory, without the time that looking takes: most sources find nothing. */
export function nothingFor(source: Source): Discovery {
  return {
    logs: [],
    problems: [],
    links: [],
    found: false,
    isGone: () => false,
    sites: () => source.discover([]).sites(),
  };
}

/**
 * Whether a root is worth a look. Most agents are not installed on a machine, and their usual directories do not exist:
 * one look at each, without the error that Node would make for it, is all that they cost. Extensions of an editor that is
 * not there, whose roots lie two levels below its directory, cost one look together.
 */
function mayExist({ path, named }: Root, env: Environment): boolean {
  if (named) return true;
  let seen = editors.get(env);
  if (seen === undefined) editors.set(env, (seen = new Map()));
  const editor = dirname(dirname(path));
  let isThere = seen.get(editor);
  if (isThere === undefined) seen.set(editor, (isThere = mayBeThere(editor)));
  return isThere && mayBeThere(path);
}

/** Which are there, for as long as one look at the machine takes: each has an environment of its own. */
const editors = new WeakMap<Environment, Map<string, boolean>>();

/** False if there is nothing; what cannot be looked at is reported by the source. */
function mayBeThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/**
 * Symlinks whose targets are not read as logs. A symlink alone is no problem, because agents link their own logs: a
 * forked session of Claude Code links the logs of its parent's sub-agents.
 */
function unreadLinks({ logs, links }: Discovery): readonly Problem[] {
  if (links.length === 0) return [];
  const read = new Set(logs.map(({ stat }) => `${stat.dev}:${stat.ino}`));
  return links.flatMap(({ path, target }): readonly Problem[] =>
    target === undefined || read.has(`${target.stat.dev}:${target.stat.ino}`)
      ? []
      : [{ kind: "symlink", path, cause: `it leads to \`${target.path}\`` }],
  );
}

/** Reports a named directory without logs, unless it is a usual one or one that the agent has used. */
function misplaced(path: string, { logs, withoutZone = [], problems }: Discovery, search: Search): readonly Problem[] {
  const { source } = search;
  if (usualPaths(search).includes(path)) return [];
  const within = path.endsWith(sep) ? path : path + sep;
  const isWithin = (one: { readonly path: string }) => one.path === path || one.path.startsWith(within);
  if (problems.some(isWithin) || logs.some(isWithin) || withoutZone.some(isWithin)) return [];
  const other = otherAgent(path, search);
  if (other === undefined && isUsed(source, path)) return [];
  const meant = probablyMeant(path, search);
  const hints = [
    ...(other === undefined
      ? []
      : [`it holds logs of ${other.agent}, which ${other.option.flag ?? `--root ${other.agent}=DIR`} reads`]),
    ...(meant === undefined ? [] : [`did you mean \`${meant}\`?`]),
  ];
  const cause = hints.length > 0 ? hints.join("; ") : `there is no ${source.places.join(" and no ")} in it`;
  return [{ kind: "no-logs", path, cause }];
}

/** The words of a command line that name the time zone of a source's logs. */
export function zoneWords(
  { facts: { localTimes } }: Pick<Source, "facts">,
  zone: string | undefined,
): readonly string[] {
  return localTimes === undefined || zone === undefined ? [] : [localTimes.flag, zone];
}

/** The words of a command line that make a source read a directory. */
export function rootWords({ agent, option }: Pick<Source, "agent" | "option">, path: string): readonly string[] {
  return option.flag === undefined ? ["--root", `${agent}=${path}`] : [option.flag, path];
}

/** Whether a directory contains any of the files and directories that the agent makes in its own. */
export function isUsed({ places }: Source, path: string): boolean {
  return places.some((place) => existsSync(join(path, place)));
}

/**
 * Another agent whose logs a directory contains. The home folder is skipped, because it contains those of all agents.
 */
function otherAgent(path: string, { source, sources, env }: Search): Source | undefined {
  if (path === env.home) return undefined;
  return sources.find(
    (other) => other !== source && isUsed(other, path) && other.discover([{ path, named: false }]).logs.length > 0,
  );
}

/** The directory that was probably meant: the parent, a subdirectory, or the usual directory of the agent. */
function probablyMeant(path: string, search: Search): string | undefined {
  const { source } = search;
  const defaults = usualPaths(search);
  const names = defaults.map((usual) => basename(usual));
  const isNamedSo = (other: string) => names.some((name) => basename(other).includes(name.replace(/^\./, "")));
  const above = [path, dirname(path)]
    .filter((inner) => source.places.includes(basename(inner)))
    .map((inner) => dirname(inner));
  const below = names.map((name) => join(path, name));
  return [...above.filter(isNamedSo), ...below, ...defaults].find((other) => other !== path && isUsed(source, other));
}

function usualPaths({ source, env }: Search): readonly string[] {
  return source.roots({ ...env, vars: {} }).map(({ path }) => path);
}
