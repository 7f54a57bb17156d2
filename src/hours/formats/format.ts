import type { Interval } from "../interval.ts";
import type { Rules } from "../rules.ts";

export interface FormatContext {
  readonly kind: Interval["kind"];
  readonly rules: Rules;
  readonly zone: string;
  /** Whose entries a time tracker shall think they are. */
  readonly person: { readonly name: string; readonly email: string } | undefined;
}

/** Intervals as another program takes them: the same bytes for the same intervals, so nothing of the clock. */
export type Format = (intervals: readonly Interval[], context: FormatContext) => Iterable<string>;

/** What an entry is about, and by which interval it came: trackers keep no id of ours. */
export function textOf({ id, agents, branches }: Interval): string {
  return oneLine([...agents, ...branches, `[tt:${id}]`].join(" "));
}

/** An entry's tags, for forms that split them at commas. */
export function tagsOf({ kind, subject }: Interval): readonly string[] {
  return [kind, ...subject.tags.map((tag) => oneLine(tag).replaceAll(",", " ")), "tt"];
}

export const UNKNOWN_PROJECT = "(unknown)";

/** Text of somebody else's on one line, without what a program might obey or a screen show in another order. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, " ").trim();
}
