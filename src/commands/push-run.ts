import { EXIT } from "../failure.ts";
import { bucketsOf, type WatchedEvent } from "../hours/formats/activitywatch.ts";
import type { Stretch } from "../hours/stretch.ts";
import { ndjsonLine, printable } from "../lib/printable.ts";
import { addOnce, heldBy } from "../push/activitywatch.ts";
import { planned, renamedIn, type Addition, type Entry, type Plan } from "../push/timewarrior-plan.ts";
import { timewarrior, type Timewarrior } from "../push/timewarrior.ts";
import { utc } from "../hours/views/parameters.ts";
import { inTurn } from "../store/turn.ts";
import { variable } from "./environment.ts";
import { print } from "./print.ts";
import { nothingStored } from "./stored-events.ts";
import { usableStoreOptionsOf } from "./store-options.ts";
import { stretchesOf, type StretchFlags } from "./stretch-options.ts";

export interface PushFlags extends Omit<StretchFlags, "open"> {
  readonly url?: string;
  readonly only?: "human" | "agent";
  readonly dryRun?: true;
  readonly quiet?: true;
}

const MOST_REFUSALS_TOLD = 5;

/** `tt push timewarrior`: asks what is there, tracks what is missing, an entry at a time, and looks whether it is there. */
export async function pushTimewarrior(periods: readonly string[], flags: PushFlags): Promise<void> {
  await inTurn(usableStoreOptionsOf(flags), "push timewarrior", async () => {
    const { stretches, isEmpty } = await stretchesOf("human", periods, flags, "known");
    if (isEmpty) return say(flags, nothingStored(flags));
    const timew = timewarrior(process.env);
    const entries = await timew.entries();
    const plan = planned(stretches, entries);
    if (flags.dryRun) return print(plan.additions.map((entry) => ndjsonLine(entryLine(entry))));
    const { added, refusals } = await trackAll(timew, stretches, plan);
    for (const refusal of refusals.slice(0, MOST_REFUSALS_TOLD))
      process.stderr.write(`tt: warning: timew did not track an entry: ${printable(refusal)}\n`);
    say(
      flags,
      `timewarrior: ${added.size} added, ${plan.present} there already, ` +
        `${plan.covered} in time that is tracked${refusals.length === 0 ? "" : `, ${refusals.length} refused`}`,
    );
    const renamed = renamedIn(stretches, entries);
    if (renamed > 0) say(flags, renamedText("timewarrior", renamed));
    if (refusals.length > 0) process.exitCode = EXIT.output;
  });
}

/** A project is called by more of its path once another of that name is known; the tracker keeps what it has. */
function renamedText(tracker: string, entries: number): string {
  const has = entries === 1 ? "entry there has" : "entries there have";
  return `${tracker}: ${entries} ${has} another name of the project than it has now, and stay as they are`;
}

const ROUNDS = 3;

/**
 * Tracks what a plan adds, and then what is still missing: of two programs that write at once `timew` keeps what the last
 * one wrote, and what it refused may be there by another push.
 */
async function trackAll(timew: Timewarrior, stretches: readonly Stretch[], plan: Plan) {
  const added = new Set<string>();
  let { additions } = plan;
  let refusals: readonly string[] = [];
  for (let round = 0; round < ROUNDS && additions.length > 0; round++) {
    refusals = await track(timew, additions, added);
    additions = planned(stretches, await timew.entries()).additions;
  }
  return { added, refusals: additions.length === 0 ? [] : refusals };
}

/** Returns what was refused; of a stretch of which a part was refused no further part, for its first says that all are there. */
async function track(
  timew: Timewarrior,
  additions: readonly Addition[],
  added: Set<string>,
): Promise<readonly string[]> {
  const refusals: string[] = [];
  const incomplete = new Set<string>();
  for (const entry of additions) {
    if (incomplete.has(entry.id)) continue;
    const refusal = await timew.track(entry);
    if (refusal === undefined) added.add(entry.tags.join("\n"));
    else {
      incomplete.add(entry.id);
      refusals.push(`${utc(entry.start)}: ${refusal}`);
    }
  }
  return refusals;
}

function entryLine({ start, end, tags }: Entry) {
  return { start: utc(start), end: utc(end), tags };
}

/** `tt push activitywatch`: a bucket at a time. */
export async function pushActivityWatch(periods: readonly string[], flags: PushFlags): Promise<void> {
  const server = { url: flags.url ?? "http://127.0.0.1:5600", key: variable("TT_ACTIVITYWATCH_KEY") };
  const lacking: WatchedEvent[] = [];
  await inTurn(usableStoreOptionsOf(flags), "push activitywatch", async () => {
    for (const kind of ["human", "agent"] as const) {
      if (flags.only !== undefined && flags.only !== kind) continue;
      const { stretches, rules, zone, isEmpty } = await stretchesOf(kind, periods, flags, "known");
      if (isEmpty) return say(flags, nothingStored(flags));
      for (const bucket of bucketsOf(stretches, { kind, rules, zone, person: undefined })) {
        const held = await heldBy(server, bucket);
        const { length } = held.missing;
        lacking.push(...held.missing);
        if (flags.dryRun) continue;
        const doubles = await addOnce(server, bucket, held);
        const present = bucket.events.length - length;
        const removed = doubles === 0 ? "" : `, ${doubles} removed that ${doubles === 1 ? "was" : "were"} there twice`;
        say(flags, `activitywatch ${bucket.id}: ${length} added, ${present} there already${removed}`);
        if (held.renamed > 0) say(flags, renamedText(`activitywatch ${bucket.id}`, held.renamed));
      }
    }
  });
  if (flags.dryRun) await print(lacking.map(ndjsonLine));
}

function say({ quiet }: PushFlags, text: string): void {
  if (quiet !== true) process.stderr.write(`tt: ${printable(text)}\n`);
}
