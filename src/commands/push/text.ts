import { utc } from "../../hours/views/parameters.ts";
import { amount } from "../../lib/text/amount.ts";
import type { ServedEvent } from "../../push/activitywatch-events.ts";
import type { Described, Disagreement, Outcome } from "../../push/outcome.ts";
import type { Entry } from "../../push/timewarrior-plan.ts";

/** What `tt push timewarrior` did, in a line. */
export function timewarriorText(outcome: Outcome & { readonly covered: number }, refused: number): string {
  const { added, present, covered } = outcome;
  const refusals = refused === 0 ? "" : `, ${refused} refused`;
  return `timewarrior: ${added} added, ${present} there already${repairs(outcome)}, ${covered} in time that is tracked${refusals}`;
}

/** What `tt push activitywatch` did to a bucket, in a line. */
export function bucketText(bucket: string, outcome: Outcome, doubles: number): string {
  const { added, present } = outcome;
  const removed = doubles === 0 ? "" : `, ${doubles} removed that ${doubles === 1 ? "was" : "were"} there twice`;
  return `activitywatch ${bucket}: ${added} added, ${present} there already${repairs(outcome)}${removed}`;
}

function repairs({ corrected, takenOut }: Outcome): string {
  const parts = [
    ...(corrected === 0 ? [] : [`, ${corrected} corrected`]),
    ...(takenOut === 0 ? [] : [`, ${takenOut} taken out`]),
  ];
  return parts.join("");
}

const MOST_TOLD = 5;

/** What a push left as it is though a push would make it otherwise now: how much, why, and the first of it. */
export function leftText(tracker: string, { disagreements, deleted }: Outcome): readonly string[] {
  const lines: string[] = [];
  if (disagreements.length > 0) {
    lines.push(`${tracker}: ${headOf(disagreements)}`, ...disagreements.slice(0, MOST_TOLD).map(lineOf));
    if (disagreements.length > MOST_TOLD) lines.push(`  and ${disagreements.length - MOST_TOLD} more`);
  }
  if (deleted > 0) {
    const [were, are] = deleted === 1 ? ["was", "is"] : ["were", "are"];
    lines.push(`${tracker}: ${deleted} ${were} deleted there since and ${are} not added again (--again does)`);
  }
  return lines;
}

function headOf(disagreements: readonly Disagreement[]): string {
  const count = (verdict?: Disagreement["verdict"]) =>
    disagreements
      .filter((one) => verdict === undefined || one.verdict === verdict)
      .reduce((sum, { entries }) => sum + entries, 0);
  const [all, stale, changed, unknown] = [count(), count("stale"), count("changed"), count("unknown")];
  const reasons = [
    ...(stale === 0 ? [] : [`--repair corrects ${stale}`]),
    ...(changed === 0 ? [] : [`${changed} changed there by somebody ${changed === 1 ? "stays" : "stay"}`]),
    ...(unknown === 0 ? [] : [`${unknown} of which it is not known stay${unknown === 1 ? "s" : ""}`]),
  ];
  return `${amount(all, "entry", "entries")} there no longer ${all === 1 ? "agrees" : "agree"} with the store (${reasons.join(", ")}):`;
}

function lineOf({ there, now }: Disagreement): string {
  return `  ${there.project}, ${spanText(there)}: ${now === undefined ? "is no more" : changeText(there, now)}`;
}

function changeText(there: Described, now: Described): string {
  const changes = [
    ...(now.project === there.project ? [] : [`called ${now.project}`]),
    ...(now.start === there.start && now.end === there.end ? [] : [spanText(now)]),
  ];
  return changes.length === 0 ? "has other details now" : `now ${changes.join(", ")}`;
}

function spanText({ start, end }: Described): string {
  // An entry that was continued there goes on.
  return `${utc(start)} to ${end === Infinity ? "now" : utc(end)}`;
}

export function entryLine({ start, end, tags }: Entry) {
  return { start: utc(start), end: utc(end), tags };
}

export function eventLine({ start, end, name, project }: ServedEvent) {
  return { timestamp: utc(start), duration: end - start, data: { tt_id: name, project } };
}

/** A line of what would be taken out, to be told from what would be added. */
export function removed<Line extends object>(line: Line) {
  return { remove: true, ...line };
}
