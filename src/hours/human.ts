import type { Activity } from "./activity.ts";
import { BandTime } from "./band.ts";
import { isHuman, type HumanRules } from "./human-rules.ts";
import type { Piece } from "./piece.ts";

/** Human time, one timeline a person over all sessions and machines: pieces of one person do not overlap. */
export function humanPieces(activities: Iterable<Activity>, rules: HumanRules): readonly Piece[] {
  return [...humanTime(activities, rules)].sort((a, b) => a.start - b.start);
}

/** The same, a piece at a time, as they become known. */
export function* humanTime(activities: Iterable<Activity>, rules: HumanRules): Iterable<Piece> {
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
  take(activity: Activity): readonly Piece[];
  /** What is left when nothing follows. */
  end(): readonly Piece[];
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

  take(activity: Activity): readonly Piece[] {
    if (!isHuman(activity, this.#rules.automated)) return [];
    const pieces = this.#credited(activity.at);
    this.#before = activity;
    return pieces;
  }

  end(): readonly Piece[] {
    return this.#credited(Infinity);
  }

  #credited(until: number): readonly Piece[] {
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
