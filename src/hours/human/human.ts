import type { Activity } from "../activities/activity.ts";
import { BandTime } from "./band.ts";
import { isHuman, type HumanRules } from "./human-rules.ts";
import type { TimeSlice } from "../slice.ts";

/** Human time, one timeline a person over all sessions and machines: slices of one person do not overlap. */
export function humanSlices(activities: Iterable<Activity>, rules: HumanRules): readonly TimeSlice[] {
  return [...humanTime(activities, rules)].sort((a, b) => a.start - b.start);
}

/** The same, a slice at a time, as they become known. */
export function* humanTime(activities: Iterable<Activity>, rules: HumanRules): Iterable<TimeSlice> {
  const people = new Map<string | undefined, Timeline>();
  for (const activity of activities) {
    const { person } = activity.session;
    let timeline = people.get(person);
    if (timeline === undefined) people.set(person, (timeline = timelineBy(rules)));
    yield* timeline.take(activity);
  }
  for (const timeline of people.values()) yield* timeline.end();
}

/** The time of one person, to whom everything is shown that happens on their machines. */
export interface Timeline {
  /** What follows from this and what came before. */
  take(activity: Activity): readonly TimeSlice[];
  /** What is left when nothing follows. */
  end(): readonly TimeSlice[];
}

function timelineBy(rules: HumanRules): Timeline {
  return rules.human === "attention" ? new Attention(rules) : new BandTime(rules.human, rules.automated);
}

/** Each prompt or action is credited the time to the next one anywhere, at most the window; the last gets the window. */
class Attention implements Timeline {
  readonly #rules: HumanRules;
  #before: Activity | undefined;

  constructor(rules: HumanRules) {
    this.#rules = rules;
  }

  take(activity: Activity): readonly TimeSlice[] {
    if (!isHuman(activity, this.#rules.automated)) return [];
    const slices = this.#credited(activity.at);
    this.#before = activity;
    return slices;
  }

  end(): readonly TimeSlice[] {
    return this.#credited(Infinity);
  }

  #credited(until: number): readonly TimeSlice[] {
    const first = this.#before;
    if (first === undefined) return [];
    const { attention, now = Infinity } = this.#rules;
    // A clock that is behind the log's takes nothing away.
    const end = Math.min(until, first.at + attention, now < first.at ? Infinity : now);
    const isSeen = end === until;
    const why = { of: until - first.at, reason: isSeen ? ("next" as const) : ("window" as const) };
    return [{ start: first.at, end, first, spentOn: first, by: isSeen ? "prompts" : "window", why }];
  }
}
