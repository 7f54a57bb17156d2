import { contains } from "../../lib/files/within-directory.ts";
import type { Activity, Place, Session } from "../activities/activity.ts";
import { billingOf, type Billing } from "../report/money.ts";
import { directoriesOf, entryFor, type ProjectEntry, type ProjectMap } from "./project-map.ts";
import { comparedDirectory, workDirectory } from "./work-directory.ts";
import { looseProject, namedProject, projectIn, toldApart, type Project } from "./project.ts";
import { isKeptElsewhere, repositoryOfWorktree } from "../../events/worktree.ts";

/** On what time was spent, by every name that a report can group by. */
export interface Subject {
  /** What the project is called: see `calledApart`. */
  readonly project: string | undefined;
  readonly known: Project | undefined;
  /** Where the work was done: see `workDirectory`. */
  readonly workedIn: string | undefined;
  /** By which it can be asked for, as `comparedDirectory` has them. */
  readonly directories: readonly string[];
  readonly client: string | undefined;
  readonly tags: readonly string[];
  /** Whether the map leaves it out. */
  readonly ignored: boolean;
  /** What an hour of it costs, if the map says so. */
  readonly billing: Billing | undefined;
  readonly agent: string;
  readonly session: string;
  readonly branch: string | undefined;
  readonly machine: string | undefined;
  readonly person: string | undefined;
}

/** Finds subjects by a map: the same object for the same session at the same place. */
export function subjectsBy(map: ProjectMap): (activity: Pick<Activity, "session" | "place">) => Subject {
  const known = new Map<Session, Map<Place, Subject>>();
  let last: { readonly session: Session; readonly place: Place; readonly subject: Subject } | undefined;
  return ({ session, place }) => {
    // Mostly the next is of the same one.
    if (last?.session === session && last.place === place) return last.subject;
    let ofSession = known.get(session);
    if (ofSession === undefined) known.set(session, (ofSession = new Map<Place, Subject>()));
    let subject = ofSession.get(place);
    if (subject === undefined) {
      const { agent, id, machine, person } = session;
      subject = { ...projectOf(place, map), agent, session: id, branch: place.branch, machine, person };
      ofSession.set(place, subject);
    }
    last = { session, place, subject };
    return subject;
  };
}

type Work = Pick<Subject, "project" | "known" | "workedIn" | "directories" | "client" | "tags" | "ignored" | "billing">;

const UNKNOWN: Work = {
  project: undefined,
  known: undefined,
  workedIn: undefined,
  directories: [],
  client: undefined,
  tags: [],
  ignored: false,
  billing: undefined,
};

/**
 * The map's project for the directory, else for the repository of its worktree; else that of the directory that the
 * session works in, or of its repository. It has the shortest of its names.
 */
export function projectOf({ cwd, root }: Place, map: ProjectMap): Work {
  if (cwd === undefined) return UNKNOWN;
  const repository = repositoryOfWorktree(cwd);
  const entry = entryOf(cwd, map);
  const at = repository ?? directory(cwd, root);
  const known = entry?.name === undefined ? unnamed(at, repository) : namedProject(entry.name);
  // A name is that of all that is in the directory of its entry; what has a client from there alone is a project each.
  const mapped = entry === undefined ? [] : directoriesOf(entry, map);
  const directories = [at, ...(entry?.name === undefined ? [] : mapped)].map(comparedDirectory);
  const workedIn = workDirectory(at, mapped);
  const tags = [...new Set(entry?.tags ?? [])].sort();
  const client = map.clients?.find(({ name }) => name === entry?.client);
  const billing = billingOf(entry ?? {}) ?? billingOf(client ?? {});
  const ignored = entry?.ignore === true;
  return { project: known.names[0], known, workedIn, directories, client: entry?.client, tags, ignored, billing };
}

/** What the map says of the work in a directory: of the directory itself, else of the repository of its worktree. */
export function entryOf(cwd: string, map: ProjectMap): ProjectEntry | undefined {
  const entry = entryFor(map, cwd);
  if (entry !== undefined) return entry;
  const repository = repositoryOfWorktree(cwd);
  return repository === undefined ? undefined : entryFor(map, repository);
}

function unnamed(at: string, repository: string | undefined): Project {
  const project = projectIn(at);
  return repository !== undefined && isKeptElsewhere(repository) ? looseProject(project.names[0]) : project;
}

/** Subjects under the names that tell their projects apart from each other. */
export function calledApart(subjects: readonly Subject[]): (subject: Subject) => Subject {
  const nameOf = toldApart(subjects.flatMap(({ known }) => known ?? []));
  const called = new Map<Subject, Subject>();
  return (subject) => {
    const { known } = subject;
    if (known === undefined) return subject;
    let renamed = called.get(subject);
    if (renamed === undefined) called.set(subject, (renamed = { ...subject, project: nameOf(known) }));
    return renamed;
  };
}

/** Where a session was started, as long as it stays inside; a home folder is no project's. */
function directory(cwd: string, root: string | undefined): string {
  if (root === undefined || HOME.test(root) || !contains(root, cwd)) return cwd;
  return repositoryOfWorktree(root) ?? root;
}

const HOME = /^(?:~|(?:[A-Za-z]:)?[/\\]?(?:(?:home|Users)[/\\][^/\\]+|home|Users|root|))[/\\]*$/;
