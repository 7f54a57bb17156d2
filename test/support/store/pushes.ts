/** Pushes in this process: what they remember, and trackers that are quick. */
import type { WatchedEvent } from "../../../src/hours/formats/activitywatch.ts";
import type { Interval } from "../../../src/hours/interval.ts";
import type { Asked, Memory } from "../../../src/push/agreement.ts";
import type { Wishes } from "../../../src/push/outcome.ts";
import type { BucketAddress, Server } from "../../../src/push/activitywatch-server.ts";
import { carryOutBucket, planBucket } from "../../../src/push/activitywatch.ts";
import { carryOutTracking } from "../../../src/push/timewarrior-carry-out.ts";
import type { Entry } from "../../../src/push/timewarrior-plan.ts";
import { planTracking } from "../../../src/push/timewarrior-push.ts";
import type { Timewarrior } from "../../../src/push/timewarrior.ts";
import type { Pushed } from "../../../src/store/registers/pushes.ts";

/** What is remembered, as the store keeps it. */
export class Remembered implements Memory {
  readonly #rows = new Map<string, Pushed>();

  get rows(): readonly Pushed[] {
    return [...this.#rows.values()];
  }

  remember(rows: readonly Pushed[]): Promise<void> {
    for (const row of rows) this.#rows.set(`${row.bucket} ${row.name}`, row);
    return Promise.resolve();
  }

  forget(rows: readonly Pick<Pushed, "bucket" | "name">[]): Promise<void> {
    for (const { bucket, name } of rows) this.#rows.delete(`${bucket} ${name}`);
    return Promise.resolve();
  }
}

export const ALWAYS = { start: -Infinity, end: Infinity };

/** A push of all that is closed. */
export function askedFor(around: readonly Interval[], window = ALWAYS): Asked {
  const chosen = around.filter(({ start, closed }) => closed && start >= window.start && start < window.end);
  return { window, chosen, around: new Map(around.map((interval) => [interval.id, interval])) };
}

const NO_WISHES: Wishes = { repair: false, again: false };

export async function pushBucket(
  server: Server,
  { bucket, asked, events }: { bucket: BucketAddress; asked: Asked; events: readonly WatchedEvent[] },
  memory: Remembered,
  wishes: Partial<Wishes> = {},
) {
  const request = {
    server,
    bucket,
    asked,
    events: new Map(events.map((event) => [event.data.tt_id, event])),
    rows: memory.rows.filter((row) => row.bucket === bucket.id),
    ...NO_WISHES,
    ...wishes,
  };
  const plan = await planBucket(request);
  const doubles = await carryOutBucket(request, plan, memory);
  return { ...plan.outcome, doubles };
}

export async function pushTo(timew: Timewarrior, asked: Asked, memory: Remembered, wishes: Partial<Wishes> = {}) {
  const request = { timew, asked, rows: memory.rows, ...NO_WISHES, ...wishes };
  const plan = await planTracking(request);
  return { ...plan.outcome, ...(await carryOutTracking(request, plan, memory)) };
}

/** Timewarrior's rules, without its program: no entry overlaps another, and numbers count back from the last. */
export class QuickTimewarrior implements Timewarrior {
  all: Entry[] = [];

  entries(): Promise<readonly Entry[]> {
    this.all.sort((a, b) => a.start - b.start);
    return Promise.resolve(this.all.map((entry, at) => ({ ...entry, number: this.all.length - at })));
  }

  track(entry: Entry): Promise<string | undefined> {
    const { start, end, tags } = entry;
    if (this.all.some((other) => other.start < end && other.end > start)) return Promise.resolve("overlaps");
    this.all.push({ start, end, tags });
    return Promise.resolve(undefined);
  }

  async remove(numbers: readonly number[]): Promise<void> {
    const gone = new Set(numbers);
    this.all = (await this.entries()).filter(({ number = 0 }) => !gone.has(number));
  }
}
