import { repositoryOfWorktree } from "../../events/worktree.ts";
import { belowHome } from "../../lib/files/home-path.ts";
import { contains, plainPath } from "../../lib/files/within-directory.ts";

/**
 * Where work was done, whatever it is called and whomever it is billed to: in the directory of its project, or in that of
 * the map's entry where that is a part of it, or a worktree. The same on whichever machine.
 */
export function workDirectory(directory: string, mapped: readonly string[]): string {
  const project = comparedDirectory(directory);
  return mapped.map(comparedDirectory).find((entry) => isIn(project, entry)) ?? project;
}

/** A directory as it is compared with others: the same below the home folder of whichever machine. */
export function comparedDirectory(path: string): string {
  return plainPath(belowHome(path));
}

/** Whether work in two directories may be the same: in one of them, or one is a part of the other. */
export function isSameWork(a: string, b: string): boolean {
  return a === b || isPart(a, b) || isPart(b, a);
}

/** What lies in a home folder, on a drive, or anywhere, is no part of what is done there itself. */
function isPart(inner: string, outer: string): boolean {
  return !/^(?:~|\/|[a-z]:)$/.test(outer) && isIn(outer, inner);
}

/** A worktree beside its repository is a part of it, too; two of them are not one. */
function isIn(outer: string, path: string): boolean {
  return contains(outer, path) || repositoryOfWorktree(path) === outer;
}
