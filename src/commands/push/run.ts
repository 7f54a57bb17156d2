import { EXIT } from "../../failure.ts";
import { bucketsOf, type Bucket } from "../../hours/formats/activitywatch.ts";
import type { Interval } from "../../hours/interval.ts";
import { ndjsonLine } from "../../lib/text/plain-json.ts";
import { printable } from "../../lib/text/printable.ts";
import { identityOf, type BucketAddress } from "../../push/activitywatch-server.ts";
import { carryOutBucket, planBucket } from "../../push/activitywatch.ts";
import type { Asked, Memory } from "../../push/agreement.ts";
import { carryOutTracking } from "../../push/timewarrior-carry-out.ts";
import { planTracking } from "../../push/timewarrior-push.ts";
import { placeOf, timewarrior } from "../../push/timewarrior.ts";
import { openPushes, type Pushed, type Tracker } from "../../store/registers/pushes.ts";
import type { StoreOptions } from "../../store/location.ts";
import { inTurn } from "../../store/turn.ts";
import { homeDirectory, variable } from "../process/environment.ts";
import { print } from "../process/print.ts";
import { bucketText, entryLine, eventLine, leftText, removed, timewarriorText } from "./text.ts";
import { nothingStored } from "../stored/events.ts";
import type { IntervalsRequest } from "../options/hours/intervals.ts";
import { onePersons, intervalsOf, type Found } from "../stored/intervals.ts";

/** What is to be put into a tracker, and how. */
export interface PushRequest {
  readonly intervals: IntervalsRequest;
  readonly wishes: { readonly repair: boolean; readonly again: boolean };
  /** Tells what would be done, and changes nothing. */
  readonly dryRun: boolean;
  readonly quiet: boolean;
  /** The server of ActivityWatch; without one it is Timewarrior. */
  readonly server: ActivityWatch | undefined;
}

export const KINDS = ["human", "agent"] as const;

/** Where ActivityWatch listens, and which of its two kinds are put there. */
export interface ActivityWatch {
  readonly url: string;
  readonly kinds: readonly Interval["kind"][];
}

const MOST_REFUSALS_TOLD = 5;

/** `tt push timewarrior`: asks what is there, tracks what is missing, an entry at a time, and looks whether it is there. */
export async function pushTimewarrior(push: PushRequest): Promise<void> {
  const { store } = push.intervals.read;
  await inTurn(store, "push timewarrior", async () => {
    const found = await intervalsOf("human", push.intervals, "known");
    if (found.isEmpty) return say(push, nothingStored(store));
    onePersons(found.intervals, "a timewarrior");
    const tracker = { tracker: "timewarrior", place: placeOf(process.env, homeDirectory()) };
    await remembering(store, tracker, found, async (rows, memory) => {
      const request = { timew: timewarrior(process.env), asked: askedOf(found), rows, ...push.wishes };
      const plan = await planTracking(request);
      const tellLeft = () => leftText("timewarrior", plan.outcome).forEach((line) => say(push, line));
      if (push.dryRun) {
        await print([
          ...plan.removals.map((entry) => ndjsonLine(removed(entryLine(entry)))),
          ...plan.additions.map((entry) => ndjsonLine(entryLine(entry))),
        ]);
        return tellLeft();
      }
      const { added, refusals } = await carryOutTracking(request, plan, memory);
      for (const refusal of refusals.slice(0, MOST_REFUSALS_TOLD)) warn(`timew did not track an entry: ${refusal}`);
      say(push, timewarriorText({ ...plan.outcome, added }, refusals.length));
      tellLeft();
      if (refusals.length > 0) process.exitCode = EXIT.output;
    });
  });
}

/** `tt push activitywatch`: a bucket at a time. */
export async function pushActivityWatch(push: PushRequest, { url, kinds }: ActivityWatch): Promise<void> {
  const { store } = push.intervals.read;
  const server = { url, key: variable("TT_ACTIVITYWATCH_KEY") };
  const lines: string[] = [];
  await inTurn(store, "push activitywatch", async () => {
    for (const kind of kinds) {
      const found = await intervalsOf(kind, push.intervals, "known");
      if (found.isEmpty) return say(push, nothingStored(store));
      onePersons(found.intervals, "an ActivityWatch");
      const tracker = { tracker: "activitywatch", place: await identityOf(server) };
      await remembering(store, tracker, found, async (rows, memory) => {
        const asked = askedOf(found);
        for (const { bucket, events } of bucketsWith(kind, found, rows)) {
          const own = rows.filter((row) => row.bucket === bucket.id);
          const request = { server, bucket, events, asked, rows: own, ...push.wishes };
          const plan = await planBucket(request);
          lines.push(...plan.removals.map((event) => ndjsonLine(removed(eventLine(event)))));
          lines.push(...plan.additions.map(ndjsonLine));
          if (!push.dryRun) {
            const doubles = await carryOutBucket(request, plan, memory);
            say(push, bucketText(bucket.id, plan.outcome, doubles));
          }
          for (const line of leftText(`activitywatch ${bucket.id}`, plan.outcome)) say(push, line);
        }
      });
    }
  });
  if (push.dryRun) await print(lines);
}

/** The buckets that a push is about: those of its intervals, and those in which other intervals were before. */
function bucketsWith(
  kind: Interval["kind"],
  { intervals, around, rules, zone, window }: Found,
  rows: readonly Pushed[],
) {
  const context = { kind, rules, zone, person: undefined };
  const known = new Map<string, Bucket>(
    bucketsOf(
      around.filter(({ closed }) => closed),
      context,
    ).map((bucket) => [bucket.id, bucket]),
  );
  const begins = ({ start }: Pushed) => start >= window.start && start < window.end;
  const isOfKind = (id: string) => id === `tt-${kind}` || id.startsWith(`tt-${kind}_`);
  const before = rows.filter((row) => isOfKind(row.bucket) && begins(row)).map(({ bucket }) => bucket);
  const ids = new Set([...bucketsOf(intervals, context).map(({ id }) => id), ...before]);
  return [...ids].map((id) => {
    const bucket: BucketAddress = known.get(id) ?? {
      id,
      type: "app.editor.activity",
      client: "tt",
      hostname: "unknown",
    };
    return { bucket, events: new Map(known.get(id)?.events.map((event) => [event.data.tt_id, event])) };
  });
}

function askedOf({ window, intervals, around }: Found): Asked {
  return { window, chosen: intervals, around: new Map(around.map((interval) => [interval.id, interval])) };
}

/** Intervals that begin in a window may have been pushed with another beginning. */
const MARGIN_SECONDS = 31 * 86_400;

/** Does a work with what the store remembers of a tracker. */
async function remembering(
  store: StoreOptions,
  tracker: Tracker,
  { window }: Found,
  work: (rows: readonly Pushed[], memory: Memory) => Promise<void>,
): Promise<void> {
  const pushes = await openPushes(store, tracker, warn);
  if (pushes === undefined) throw new Error("a store that was read is there");
  try {
    const rows = await pushes.entries({ start: window.start - MARGIN_SECONDS, end: window.end + MARGIN_SECONDS });
    await work(rows, pushes);
  } finally {
    await pushes.close();
  }
}

function say({ quiet }: PushRequest, text: string): void {
  if (!quiet) process.stderr.write(`tt: ${printable(text)}\n`);
}

function warn(text: string): void {
  process.stderr.write(`tt: warning: ${printable(text)}\n`);
}
