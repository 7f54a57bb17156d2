import { timewarriorTags } from "../hours/formats/timewarrior.ts";
import type { Interval } from "../hours/interval.ts";
import type { Pushed } from "../store/registers/pushes.ts";
import {
  digestOf,
  groupsOf,
  isMadeOf,
  touchOf,
  verdictOf,
  type Asked,
  type Group,
  type Judged,
  type TrackerEntry,
} from "./agreement.ts";
import { OURS, planned, type Entry } from "./timewarrior-plan.ts";

/** An entry of ours as Timewarrior has it, by one of its names. */
export interface TrackedEntry extends TrackerEntry {
  readonly entry: Entry;
}

/** What stands in Timewarrior of the intervals that a push is about, and whether it is what a push would now put there. */
export function judgedIn(
  asked: Asked,
  entries: readonly Entry[],
  rows: readonly Pushed[],
): readonly Judged<TrackedEntry>[] {
  const groups = groupsOf(asked, entries.flatMap(trackedEntries), rows);
  const closed = ({ interval }: Group) => asked.around.get(interval);
  const without = (taken: readonly Group<TrackedEntry>[]) => {
    const own = new Set(taken.flatMap(({ entries: tracked }) => tracked.map(({ entry }) => entry)));
    return entries.filter((entry) => !own.has(entry));
  };
  // What somebody else had a hand in stays where it is, and the others have the time that it leaves.
  const first = idealOf(
    groups.flatMap((group) => closed(group) ?? []),
    without(groups),
  );
  const free = groups.filter((group) => ["absent", "as pushed"].includes(touchOf(group)) || fits(group, first));
  const ideal = idealOf(
    free.flatMap((group) => closed(group) ?? []),
    without(free),
  );
  const isFree = new Set(free);
  return groups.map((group) => {
    const interval = closed(group);
    const basis = interval === undefined ? undefined : basisOf(interval);
    const isFitting = fits(group, isFree.has(group) ? ideal : first, basis);
    const verdict = verdictOf(group, basis, isFitting);
    // A push that was killed, or refused, left parts out: the next one completes it.
    const isPart = interval !== undefined && !group.entries.some(({ name }) => name === interval.id);
    const isIncomplete = isPart && (verdict === "unknown" || (verdict === "stale" && isMadeOf(group, basis)));
    return { ...group, fits: isFitting, verdict: isIncomplete ? "missing" : verdict };
  });
}

/** What a push would track of each interval if none of them were there. */
function idealOf(intervals: readonly Interval[], others: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  return Map.groupBy(planned(intervals, others).additions, ({ id }) => id);
}

function fits(group: Group<TrackedEntry>, ideal: ReadonlyMap<string, readonly Entry[]>, basis?: string): boolean {
  const wanted = ideal.get(group.interval) ?? [];
  // Tags may have come back in another form than they were given.
  const isKnown = basis !== undefined && touchOf(group) === "as pushed" && isMadeOf(group, basis);
  const shape = (entry: Entry) =>
    JSON.stringify([entry.start, entry.end, isKnown ? [] : [entry.annotation ?? "", ...plainTags(entry)]]);
  const is = group.entries.map(({ entry }) => shape(entry)).toSorted();
  return is.length > 0 && is.join("\n") === wanted.map(shape).toSorted().join("\n");
}

/** Which part of an interval an entry is, is no concern of the person's. */
function plainTags({ tags }: Entry): readonly string[] {
  return tags.filter((tag) => !OURS.test(tag)).toSorted();
}

/** An entry under each of its names: the person may have joined two. */
export function trackedEntries(entry: Entry): readonly TrackedEntry[] {
  const { start, end, tags } = entry;
  const project = tags.find((tag) => tag.startsWith("project:"))?.slice("project:".length) ?? "";
  return tags.flatMap((tag) => {
    const [, interval] = OURS.exec(tag) ?? [];
    if (interval === undefined) return [];
    return { entry, interval, name: tag.slice("tt:".length), start, end, project, content: contentOf(entry) };
  });
}

export function contentOf({ start, end, tags, annotation }: Entry): string {
  return digestOf([start, end, tags.toSorted(), annotation ?? null]);
}

export function basisOf(interval: Interval): string {
  return digestOf([interval.start, interval.end, timewarriorTags(interval)]);
}
