import type { Interval } from "../interval.ts";
import { oneLine, UNKNOWN_PROJECT, type Format } from "./format.ts";

/** What `timew import` takes and `timew export` gives: a JSON array, an interval a line. */
export const timewarrior: Format = function* (intervals) {
  yield "[\n";
  for (const [at, interval] of intervals.entries()) {
    const { start, end } = interval;
    yield `${JSON.stringify({ start: basic(start), end: basic(end), tags: timewarriorTags(interval) })}${at === intervals.length - 1 ? "" : ","}\n`;
  }
  yield "]\n";
};

/**
 * The tags of an entry. Each has a word and a colon in front: Timewarrior reads a bare word of its command line as a date
 * (`today`, `tom`), a duration (`2h`), an interval (`@1`) or a hint, and a project called `:adjust` would cut entries.
 */
export function timewarriorTags({ id, subject, agents }: Interval): readonly string[] {
  const { project = UNKNOWN_PROJECT, client, tags } = subject;
  return [
    tag("project", project),
    ...(client === undefined ? [] : [tag("client", client)]),
    ...tags.map((name) => tag("tag", name)),
    ...agents.map((agent) => tag("agent", agent)),
    `tt:${id}`,
  ];
}

/** Quotes and backslashes do not come through its own reading and writing ("Failed encode / decode check"). */
function tag(word: string, name: string): string {
  return `${word}:${oneLine(name.toWellFormed()).replaceAll(/["'\\]/g, "_")}`;
}

/** ISO 8601 in its basic form, UTC. */
export function basic(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replaceAll(/[-:]|\.000/g, "");
}
