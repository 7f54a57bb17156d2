import { isDeepStrictEqual } from "node:util";
import { EXIT, Failure } from "../failure.ts";
import type { Interval } from "../hours/interval.ts";
import { utc } from "../hours/views/parameters.ts";
import type { Pushed } from "../store/registers/pushes.ts";
import type { Judged, Memory } from "./agreement.ts";
import { basisOf, trackedEntries, contentOf, type TrackedEntry } from "./timewarrior-groups.ts";
import { planned, type Addition, type Entry } from "./timewarrior-plan.ts";
import type { TimewarriorPlan, TimewarriorRequest } from "./timewarrior-push.ts";
import type { Timewarrior } from "./timewarrior.ts";

export interface Worked {
  /** How many entries were added that correct nothing. */
  readonly added: number;
  readonly refusals: readonly string[];
}

/**
 * Does what was planned, and looks whether it is there. What is to be tracked is remembered before, as not yet there, so
 * that a push that was killed is known by the next.
 */
export async function carryOutTracking(
  { timew, asked }: TimewarriorRequest,
  plan: TimewarriorPlan,
  memory: Memory,
): Promise<Worked> {
  const removed = new Set(plan.removals);
  const stale = plan.judged.filter(({ entries }) => entries.some(({ entry }) => removed.has(entry)));
  await memory.remember(stale.flatMap(({ rows }) => rows.map((row) => ({ ...row, isThere: false }))));
  await remove(timew, plan.removals);
  // Their parts may have other names from now on.
  await memory.forget(stale.flatMap(({ rows }) => rows));
  const { tracked, tried, refusals, entries } = await trackAll(timew, plan, memory);
  await settle(plan, { tried, entries, around: asked.around }, memory);
  const corrected = new Set(stale.map(({ interval }) => interval));
  return { added: [...tracked.values()].filter(({ id }) => !corrected.has(id)).length, refusals };
}

const CHUNK = 200;

/** Deletes entries, each only as it was when it was read, and looks whether they are gone. */
async function remove(timew: Timewarrior, removals: readonly Entry[]): Promise<void> {
  const contents = new Set(removals.map(contentOf));
  for (let before = Infinity; contents.size > 0;) {
    const there = (await timew.entries()).filter((entry) => contents.has(contentOf(entry)));
    if (there.length === 0) return;
    if (there.length >= before)
      throw new Failure(EXIT.output, "timew did not delete what it was told to", {
        hint: "was something tracked at the same time? look at what is there; 'timew undo' takes back the last change",
      });
    before = there.length;
    await timew.remove(there.slice(0, CHUNK).flatMap(({ number }) => number ?? []));
  }
}

const ROUNDS = 3;

/**
 * Tracks what a plan adds, and then what is still missing: of two programs that write at once `timew` keeps what the last
 * one wrote, and what it refused may be there by another push.
 */
async function trackAll(timew: Timewarrior, { intervals, additions: first }: TimewarriorPlan, memory: Memory) {
  const intervalOf = new Map(intervals.map((interval) => [interval.id, interval]));
  const tracked = new Map<string, Addition>();
  const tried: Pushed[] = [];
  let additions = first;
  let refusals: readonly string[] = [];
  let entries: readonly Entry[] | undefined;
  for (let round = 0; round < ROUNDS && additions.length > 0; round++) {
    const rows = additions.flatMap((addition) =>
      trackedEntries(addition).map((entry) => rowOf(entry, intervalOf.get(addition.id), false)),
    );
    tried.push(...rows);
    await memory.remember(rows);
    refusals = await track(timew, additions, tracked);
    entries = await timew.entries();
    ({ additions } = planned(intervals, entries));
  }
  return { tracked, tried, refusals: additions.length === 0 ? [] : refusals, entries };
}

/** Returns what was refused; of an interval of which a part was refused no further part, for its first says that all are there. */
async function track(
  timew: Timewarrior,
  additions: readonly Addition[],
  tracked: Map<string, Addition>,
): Promise<readonly string[]> {
  const refusals: string[] = [];
  const incomplete = new Set<string>();
  for (const entry of additions) {
    if (incomplete.has(entry.id)) continue;
    const refusal = await timew.track(entry);
    if (refusal === undefined) tracked.set(entry.tags.join("\n"), entry);
    else {
      incomplete.add(entry.id);
      refusals.push(`${utc(entry.start)}: ${refusal}`);
    }
  }
  return refusals;
}

interface Settled {
  readonly tried: readonly Pushed[];
  /** What is there, if anything was tried. */
  readonly entries: readonly Entry[] | undefined;
  readonly around: ReadonlyMap<string, Interval>;
}

/** Remembers what is there as it came out, and forgets what is not. */
async function settle({ judged }: TimewarriorPlan, { tried, entries, around }: Settled, memory: Memory): Promise<void> {
  const there = new Map(entries?.flatMap(trackedEntries).map((entry) => [entry.name, entry]));
  const isThere = (row: Pushed) => {
    const entry = there.get(row.name);
    return entry !== undefined && entry.start === row.start && entry.end === row.end;
  };
  await memory.remember(
    tried
      .filter(isThere)
      .map((row) => ({ ...row, content: there.get(row.name)?.content ?? row.content, isThere: true })),
  );
  await memory.forget(tried.filter((row) => !isThere(row)));
  const adoptions = judged.filter(({ verdict, fits }) => verdict === "agrees" && fits).flatMap(adoptionOf(around));
  await memory.forget(
    [...judged.filter(({ verdict }) => verdict === "gone"), ...adoptions].flatMap(({ rows }) => rows),
  );
  await memory.remember(adoptions.flatMap(({ should }) => should));
}

/** What an older version pushed, or one that was killed, is remembered as it stands there. */
function adoptionOf(around: ReadonlyMap<string, Interval>) {
  return ({ interval, entries, rows }: Judged<TrackedEntry>) => {
    const should = entries.map((entry) => rowOf(entry, around.get(interval), true));
    const byName = (a: Pushed, b: Pushed) => (a.name < b.name ? -1 : 1);
    return isDeepStrictEqual(should.toSorted(byName), rows.toSorted(byName)) ? [] : [{ rows, should }];
  };
}

function rowOf(entry: TrackedEntry, interval: Interval | undefined, isThere: boolean): Pushed {
  const { interval: id, name, start, end, project, content } = entry;
  const basis = interval === undefined ? "" : basisOf(interval);
  return { bucket: "", name, interval: id, start, end, project, content, basis, ownId: undefined, isThere };
}
