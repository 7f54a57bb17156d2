/** What is a place where worktrees of a repository lie, in a path; the repository is the text before it. */
const INSIDE = /^(.+?)[/\\](?:\.worktrees|\.claude[/\\]worktrees)[/\\][^/\\]+/;
const BESIDE = /^(.*[/\\][^/\\]+?)[-._]+worktrees[/\\][^/\\]+/;

/** Worktrees that agents keep in a folder of their own, by id: `~/.codex/worktrees/4f2a/garden`. */
const BY_ID = /^(.*[/\\]\.codex[/\\]worktrees[/\\][^/\\]+[/\\][^/\\]+)/;
/** ... or by repository: `~/.cursor/worktrees/garden/4f2a`. */
const BY_NAME = /^(.*[/\\]\.cursor[/\\]worktrees[/\\][^/\\]+)[/\\][^/\\]+/;

/** The repository whose worktree a directory is or lies in, where its path shows it. */
export function repositoryOfWorktree(path: string): string | undefined {
  for (const pattern of [INSIDE, BY_ID, BY_NAME, BESIDE]) {
    const repository = pattern.exec(path)?.[1];
    if (repository !== undefined) return repository;
  }
  return undefined;
}

/** Whether what was found as a repository is a folder of an agent's that only has its name. */
export function isKeptElsewhere(repository: string): boolean {
  return /[/\\]\.(?:codex|cursor)[/\\]worktrees[/\\]/.test(repository);
}

/**
 * A directory in a worktree, cut at the worktree, whose own name is left out where it says more than the repository's (it
 * is often that of a branch): `~/atlas/.worktrees/-`. It still shows the same repository. Any other path stays as it is.
 */
export function cutAtWorktree(path: string): string {
  for (const pattern of [INSIDE, BY_ID, BY_NAME, BESIDE]) {
    const found = pattern.exec(path)?.[0];
    if (found !== undefined) return pattern === BY_ID ? found : found.replace(/[^/\\]+$/, "-");
  }
  return path;
}
