import type { Activity, Place, Session } from "./activity.ts";
import { contains, entryFor, type ProjectMap } from "./project-map.ts";
import { repositoryOfWorktree } from "./worktree.ts";

/** On what time was spent, by every name that a report can group by. */
export interface Subject {
  readonly project: string | undefined;
  readonly client: string | undefined;
  readonly tags: readonly string[];
  readonly agent: string;
  readonly session: string;
  readonly branch: string | undefined;
  readonly machine: string | undefined;
}

/** Finds subjects by a map: the same object for the same session at the same place. */
export function subjectsBy(map: ProjectMap): (activity: Activity) => Subject {
  const known = new Map<Session, Map<Place, Subject>>();
  return ({ session, place }) => {
    let ofSession = known.get(session);
    if (ofSession === undefined) known.set(session, (ofSession = new Map<Place, Subject>()));
    let subject = ofSession.get(place);
    if (subject === undefined) {
      const { agent, id, machine } = session;
      subject = { ...projectOf(place, map), agent, session: id, branch: place.branch, machine };
      ofSession.set(place, subject);
    }
    return subject;
  };
}

type Project = Pick<Subject, "project" | "client" | "tags">;

/**
 * The map's project for the directory, else for the repository of its worktree; else the name of the directory that the
 * session works in, or of its repository.
 */
export function projectOf({ cwd, root }: Place, map: ProjectMap): Project {
  if (cwd === undefined) return { project: undefined, client: undefined, tags: [] };
  const repository = repositoryOfWorktree(cwd);
  const entry = entryFor(map, cwd) ?? (repository === undefined ? undefined : entryFor(map, repository));
  return {
    project: entry?.name ?? lastSegment(repository ?? directory(cwd, root)),
    client: entry?.client,
    tags: [...new Set(entry?.tags ?? [])].sort(),
  };
}

/** Where a session was started, as long as it stays inside; a home folder is no project's. */
function directory(cwd: string, root: string | undefined): string {
  if (root === undefined || HOME.test(root) || !contains(root, cwd)) return cwd;
  return repositoryOfWorktree(root) ?? root;
}

const HOME = /^(?:[A-Za-z]:)?[/\\]?(?:(?:home|Users)[/\\][^/\\]+|home|Users|root|)[/\\]*$/;

function lastSegment(path: string): string {
  return path.split(/[/\\]/).findLast((segment) => segment !== "") ?? path;
}
