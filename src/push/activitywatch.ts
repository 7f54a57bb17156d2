import { isDeepStrictEqual } from "node:util";
import { EXIT, Failure } from "../failure.ts";
import type { WatchedEvent } from "../hours/formats/activitywatch.ts";
import type { Pushed } from "../store/registers/pushes.ts";
import { contentOf, found, rangeOf, strayed, type Range, type ServedEvent } from "./activitywatch-events.ts";
import { addEvents, removeEvents, type BucketAddress, type Server } from "./activitywatch-server.ts";
import {
  groupsOf,
  isMadeOf,
  touchOf,
  verdictOf,
  type Asked,
  type Judged,
  type Memory,
  type Verdict,
} from "./agreement.ts";
import { disagreementsIn, type Outcome, type Wishes } from "./outcome.ts";

export interface BucketRequest extends Wishes {
  readonly server: Server;
  readonly bucket: BucketAddress;
  readonly asked: Asked;
  /** The events of all closed intervals around that belong into the bucket, by the IDs of those. */
  readonly events: ReadonlyMap<string, WatchedEvent>;
  /** What is remembered of the bucket. */
  readonly rows: readonly Pushed[];
}

/** What a push does to a bucket. */
export interface BucketPlan {
  readonly additions: readonly WatchedEvent[];
  readonly removals: readonly ServedEvent[];
  readonly outcome: Outcome;
  readonly doubles: readonly number[];
  readonly range: Range;
  readonly judged: readonly Judged<ServedEvent>[];
}

/** Reads back what is in a bucket, and plans what is to be done about it. Nothing is changed. */
export async function planBucket(request: BucketRequest): Promise<BucketPlan> {
  const { server, bucket, asked, events, repair, again } = request;
  const isWanted = new Set(asked.chosen.map(({ id }) => id));
  const begins = ({ start }: Pushed) => start >= asked.window.start && start < asked.window.end;
  const rows = request.rows.filter((row) => isWanted.has(row.interval) || begins(row));
  const range = rangeOf(asked, rows);
  const there = await found(server, bucket, range);
  const served = [...there.events, ...(await strayed(server, bucket, there, rows, range))];
  const judged = groupsOf(asked, served, rows)
    // An interval of another bucket is none of this one's, but for what stands here.
    .filter(({ interval, entries, rows: known }) => events.has(interval) || entries.length + known.length > 0)
    .map((group): Judged<ServedEvent> => {
      const event = events.get(group.interval);
      const basis = event === undefined ? undefined : contentOf({ ...event });
      const isSame = group.entries.length === 1 && group.entries[0]?.content === basis;
      // A server may have kept in another form what it was given.
      const fits = isSame || (touchOf(group) === "as pushed" && isMadeOf(group, basis));
      return { ...group, verdict: verdictOf(group, basis, fits), fits };
    });
  const having = (...verdicts: readonly Verdict[]) => judged.filter(({ verdict }) => verdicts.includes(verdict));
  const stale = repair ? having("stale") : [];
  const corrected = stale.filter(({ interval }) => events.has(interval));
  const missing = having("missing", ...(again ? (["deleted"] as const) : []));
  const present = judged.filter(({ interval, entries }) => events.has(interval) && entries.length > 0);
  return {
    additions: [...missing, ...corrected].flatMap(({ interval }) => events.get(interval) ?? []),
    removals: stale.flatMap(({ entries }) => entries),
    outcome: {
      added: missing.length,
      present: present.length - corrected.length,
      corrected: corrected.length,
      takenOut: stale.length - corrected.length,
      deleted: again ? 0 : having("deleted").length,
      disagreements: disagreementsIn(judged, asked, repair),
    },
    doubles: there.doubles,
    range,
    judged,
  };
}

/**
 * Does what was planned, and reads back what is there then: what another push added at the same time is taken away
 * again, by the same rule in both. Returns how many doubles were removed. What is to be added is remembered before, as
 * not yet there, so that a push that was killed is known by the next.
 */
export async function carryOutBucket(request: BucketRequest, plan: BucketPlan, memory: Memory): Promise<number> {
  const { server, bucket } = request;
  const { additions, removals, judged } = plan;
  const removed = new Set(removals.map(({ interval }) => interval));
  await memory.remember(
    judged.flatMap(({ interval, rows }) =>
      removed.has(interval) ? rows.map((row) => ({ ...row, isThere: false })) : [],
    ),
  );
  await removeEvents(
    server,
    bucket,
    removals.map(({ id }) => id),
  );
  await memory.remember(additions.map((event) => rowOf(bucket, event, undefined)));
  if (additions.length > 0) await addEvents(server, bucket, additions);
  const now = additions.length > 0 ? await found(server, bucket, plan.range) : { events: [], doubles: plan.doubles };
  await removeEvents(server, bucket, now.doubles);
  const byName = new Map(now.events.map((event) => [event.name, event]));
  const lacking = additions.filter(({ data }) => !byName.has(data.tt_id));
  if (lacking.length > 0)
    throw new Failure(EXIT.output, `ActivityWatch took ${lacking.length} events and does not have them`, {
      hint: "a push may be repeated",
    });
  await memory.remember([
    ...additions.map((event) => rowOf(bucket, event, byName.get(event.data.tt_id))),
    ...adopted(request, judged),
  ]);
  await memory.forget(
    judged
      .filter(({ interval, verdict }) => verdict === "gone" || (removed.has(interval) && !request.events.has(interval)))
      .flatMap(({ rows }) => rows),
  );
  return now.doubles.length;
}

/** What stands there as it should be and is not remembered so: an older version pushed it, or one that was killed. */
function adopted({ bucket, events }: BucketRequest, judged: readonly Judged<ServedEvent>[]): readonly Pushed[] {
  return judged.flatMap(({ interval, entries: [entry], rows: [row], verdict, fits }) => {
    const event = events.get(interval);
    if (verdict !== "agrees" || !fits || entry === undefined || event === undefined) return [];
    const adopted = rowOf(bucket, event, entry);
    return isDeepStrictEqual(adopted, row) ? [] : adopted;
  });
}

function rowOf({ id }: BucketAddress, event: WatchedEvent, present: ServedEvent | undefined): Pushed {
  const { timestamp, duration, data } = event;
  const start = Date.parse(timestamp) / 1000;
  const basis = contentOf({ ...event });
  return {
    bucket: id,
    name: data.tt_id,
    interval: data.tt_id,
    start,
    end: start + duration,
    project: typeof data["project"] === "string" ? data["project"] : "",
    content: present?.content ?? basis,
    basis,
    ownId: present?.id,
    isThere: present !== undefined,
  };
}
