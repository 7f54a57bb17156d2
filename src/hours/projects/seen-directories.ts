import type { Activity } from "../activities/activity.ts";
import { agentTime } from "../agent/agent.ts";
import { humanSlices } from "../human/human.ts";
import type { TimeSlice, Span } from "../slice.ts";
import { entryFor, type ProjectEntry, type ProjectMap } from "./project-map.ts";
import type { Rules } from "../rules.ts";
import { isAsked, type Asked } from "./asked.ts";
import { projectOf, subjectsBy } from "./subject.ts";
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

/** The directories of a window, those with the most of a person's time first. What the map ignores is among them. */
export function seenDirectories(activities: readonly Activity[], request: SeenRequest): readonly SeenDirectory[] {
  const { rules, window, map, asked = {} } = request;
  const subjectOf = subjectsBy(map);
  const found = new Map<string | undefined, { human: number; agent: number; slice: TimeSlice }>();
  const add = (kind: "human" | "agent", slice: TimeSlice) => {
    const length = Math.min(slice.end, window.end) - Math.max(slice.start, window.start);
    if (length <= 0 || !isAsked({ ...subjectOf(slice.spentOn), ignored: false }, asked)) return;
    const directory = directoryOf(slice);
    const seen = found.get(directory) ?? { human: 0, agent: 0, slice };
    found.set(directory, { ...seen, [kind]: seen[kind] + length });
  };
  for (const slice of humanSlices(activities, rules)) add("human", slice);
  for (const { slices } of agentTime(activities, rules)) for (const slice of slices) add("agent", slice);
  return [...found]
    .map(([directory, { human, agent, slice }]) => ({
      directory,
      human,
      agent,
      entry: directory === undefined ? undefined : entryFor(map, directory),
      name: projectOf(slice.spentOn.place, map).project,
    }))
    .sort((a, b) => b.human - a.human || b.agent - a.agent || (String(a.directory) < String(b.directory) ? -1 : 1));
}

/** Where a session works, as the map's entries are written: the repository of a worktree, else as the project is found. */
function directoryOf({ spentOn: { place } }: TimeSlice): string | undefined {
  if (place.cwd === undefined) return undefined;
  const known = projectOf(place, { projects: [] }).known;
  return known?.directory ?? repositoryOfWorktree(place.cwd) ?? place.cwd;
}
