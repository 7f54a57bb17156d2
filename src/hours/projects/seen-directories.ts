import { contains } from "../../lib/files/within-directory.ts";
import type { Activity, Place } from "../activities/activity.ts";
import { agentTime } from "../agent/agent.ts";
import { humanSlices } from "../human/human.ts";
import type { TimeSlice, Span } from "../slice.ts";
import { directoriesOf, NO_MAP, type ProjectEntry, type ProjectMap } from "./project-map.ts";
import type { Rules } from "../rules.ts";
import { isAsked, type Asked } from "./asked.ts";
import { entryOf, projectOf, subjectsBy } from "./subject.ts";
import { comparedDirectory } from "./work-directory.ts";
import { repositoryOfWorktree } from "../../events/worktree.ts";

/** A directory in which sessions worked, its hours, and what the map says of it. */
export interface SeenDirectory {
  /** That of a repository, or `undefined` where no record says it. */
  readonly directory: string | undefined;
  /** Seconds. */
  readonly human: number;
  readonly agent: number;
  readonly entry: ProjectEntry | undefined;
  readonly name: string | undefined;
}

export interface SeenRequest {
  readonly rules: Rules;
  readonly window: Span;
  readonly map: ProjectMap;
  readonly asked?: Asked;
}

/**
 * The directories of a window, those with the most of a person's time first: one for each entry of the map that hours are
 * of. What the map ignores is among them.
 */
export function seenDirectories(activities: readonly Activity[], request: SeenRequest): readonly SeenDirectory[] {
  const { rules, window, map, asked = {} } = request;
  const subjectOf = subjectsBy(map);
  const sums = new Map<string, Sum>();
  const known = new Map<Place, Sum>();
  const sumOf = (place: Place) => {
    const seen = seenAt(place, map);
    const key = JSON.stringify([seen.directory, seen.entry?.prefix, seen.projectId]);
    const sum = sums.get(key) ?? { ...seen, human: 0, agent: 0 };
    sums.set(key, sum);
    known.set(place, sum);
    return sum;
  };
  const add = (kind: "human" | "agent", { start, end, spentOn }: TimeSlice) => {
    const length = Math.min(end, window.end) - Math.max(start, window.start);
    if (length <= 0 || !isAsked({ ...subjectOf(spentOn), ignored: false }, asked)) return;
    const sum = known.get(spentOn.place) ?? sumOf(spentOn.place);
    sum[kind] += length;
  };
  for (const slice of humanSlices(activities, rules)) add("human", slice);
  for (const { slices } of agentTime(activities, rules)) for (const slice of slices) add("agent", slice);
  return [...sums.values()]
    .map(({ projectId: _id, ...seen }) => seen)
    .sort((a, b) => b.human - a.human || b.agent - a.agent || (String(a.directory) < String(b.directory) ? -1 : 1));
}

/** Where work at a place is listed, and the ID of its project. */
type Seen = Pick<SeenDirectory, "directory" | "entry" | "name"> & { readonly projectId: string | undefined };
type Sum = Seen & { human: number; agent: number };

/** Under the directory of the project, or that of the map's entry where it is not one of all that the project is. */
function seenAt(place: Place, map: ProjectMap): Seen {
  const { project: name, known } = projectOf(place, map);
  const entry = place.cwd === undefined ? undefined : entryOf(place.cwd, map);
  const directory = directoryOf(place);
  const isOfAll =
    entry === undefined || directory === undefined || directoriesOf(entry, map).some((of) => isBelow(of, directory));
  return { directory: isOfAll ? directory : entry.prefix, entry, name, projectId: known?.id };
}

/** The same below the home folder of whichever machine. */
function isBelow(outer: string, path: string): boolean {
  return contains(comparedDirectory(outer), comparedDirectory(path));
}

/** Where a session works, whatever the map says: the repository of a worktree, else as the project is found. */
function directoryOf(place: Place): string | undefined {
  if (place.cwd === undefined) return undefined;
  return projectOf(place, NO_MAP).known?.directory ?? repositoryOfWorktree(place.cwd) ?? place.cwd;
}
