import { readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isUsed } from "./find.ts";
import type { Environment, Root } from "./roots.ts";
import type { Source } from "../source.ts";

/**
 * Directories that look like another configuration of an agent but are not among its roots: the usual directories, if
 * others were named, and siblings whose names begin with the name of a root (`~/.claude-work`).
 */
export function directoriesBeside(source: Source, roots: readonly Root[], env: Environment): readonly string[] {
  const usual = source.roots({ ...env, vars: {} }).map(({ path }) => path);
  const named = new Set([...roots.map(({ path }) => path), ...usual]);
  const beside = new Set([...usual, ...[...named].flatMap(namedAlike)]);
  const used = [...beside].filter((path) => isUsed(source, path));
  // Most agents are not there at all, and what is not there is slow to resolve: it fails.
  if (used.length === 0) return [];
  const known = new Set(roots.map(({ path }) => realPath(path)));
  return used.filter((path) => {
    const real = realPath(path);
    if (known.has(real)) return false;
    known.add(real);
    return true;
  });
}

function namedAlike(path: string): readonly string[] {
  const above = dirname(path);
  const name = basename(path);
  try {
    return readdirSync(above)
      .filter((other) => other.startsWith(name) && /^[-_.]/.test(other.slice(name.length)))
      .sort()
      .map((other) => join(above, other));
  } catch {
    // What cannot be listed cannot be hinted at.
    return [];
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
