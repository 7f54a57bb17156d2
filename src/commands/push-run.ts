import { EXIT } from "../failure.ts";
import { bucketsOf, type WatchedEvent } from "../hours/formats/activitywatch.ts";
import { printable } from "../lib/printable.ts";
import { add, missingIn } from "../push/activitywatch.ts";
import { planned, type Entry } from "../push/timewarrior-plan.ts";
import { timewarrior } from "../push/timewarrior.ts";
import { utc } from "../hours/views/parameters.ts";
import { variable } from "./environment.ts";
import { print } from "./print.ts";
import { nothingStored } from "./stored-events.ts";
import { stretchesOf, type StretchFlags } from "./stretch-options.ts";

export interface PushFlags extends Omit<StretchFlags, "open"> {
  readonly url?: string;
  readonly only?: "human" | "agent";
  readonly dryRun?: true;
  readonly quiet?: true;
}

const MOST_REFUSALS_TOLD = 5;

/** `tt push timewarrior`: asks what is there, then tracks what is missing, an entry at a time. */
export async function pushTimewarrior(periods: readonly string[], flags: PushFlags): Promise<void> {
  const { stretches, isEmpty } = await stretchesOf("human", periods, flags);
  if (isEmpty) return say(flags, nothingStored(flags));
  const timew = timewarrior(process.env);
  const { additions, present, covered } = planned(stretches, await timew.entries());
  if (flags.dryRun) return print(additions.map((entry) => `${JSON.stringify(entryLine(entry))}\n`));
  const refusals: string[] = [];
  const incomplete = new Set<string>();
  let added = 0;
  for (const entry of additions) {
    // Its first part would say that all are there.
    if (incomplete.has(entry.id)) continue;
    const refusal = await timew.track(entry);
    if (refusal === undefined) added++;
    else {
      incomplete.add(entry.id);
      refusals.push(`${utc(entry.start)}: ${refusal}`);
    }
  }
  for (const refusal of refusals.slice(0, MOST_REFUSALS_TOLD))
    process.stderr.write(`tt: warning: timew did not track an entry: ${printable(refusal)}\n`);
  say(
    flags,
    `timewarrior: ${added} added, ${present} there already, ` +
      `${covered} in time that is tracked${refusals.length === 0 ? "" : `, ${refusals.length} refused`}`,
  );
  if (refusals.length > 0) process.exitCode = EXIT.output;
}

function entryLine({ start, end, tags }: Entry) {
  return { start: utc(start), end: utc(end), tags };
}

/** `tt push activitywatch`: a bucket at a time. */
export async function pushActivityWatch(periods: readonly string[], flags: PushFlags): Promise<void> {
  const server = { url: flags.url ?? "http://127.0.0.1:5600", key: variable("TT_ACTIVITYWATCH_KEY") };
  const lacking: WatchedEvent[] = [];
  for (const kind of ["human", "agent"] as const) {
    if (flags.only !== undefined && flags.only !== kind) continue;
    const { stretches, rules, zone, isEmpty } = await stretchesOf(kind, periods, flags);
    if (isEmpty) return say(flags, nothingStored(flags));
    for (const bucket of bucketsOf(stretches, { kind, rules, zone, person: undefined })) {
      const missing = await missingIn(server, bucket);
      lacking.push(...missing);
      if (!flags.dryRun) {
        if (missing.length > 0) await add(server, bucket, missing);
        const present = bucket.events.length - missing.length;
        say(flags, `activitywatch ${bucket.id}: ${missing.length} added, ${present} there already`);
      }
    }
  }
  if (flags.dryRun) await print(lacking.map((event) => `${JSON.stringify(event)}\n`));
}

function say({ quiet }: PushFlags, text: string): void {
  if (quiet !== true) process.stderr.write(`tt: ${printable(text)}\n`);
}
