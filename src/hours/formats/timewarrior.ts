import type { Stretch } from "../stretch.ts";
import { oneLine, UNKNOWN_PROJECT, type Format } from "./format.ts";

/** What `timew import` takes and `timew export` gives: a JSON array, an interval a line. */
export const timewarrior: Format = function* (stretches) {
  yield "[\n";
  for (const [at, stretch] of stretches.entries()) {
    const interval = { start: basic(stretch.start), end: basic(stretch.end), tags: timewarriorTags(stretch) };
    yield `${JSON.stringify(interval)}${at === stretches.length - 1 ? "" : ","}\n`;
  }
  yield "]\n";
};

/**
 * The tags of an entry. Each has a word and a colon in front: Timewarrior reads a bare word of its command line as a date
 * (`today`, `tom`), a duration (`2h`), an interval (`@1`) or a hint, and a project called `:adjust` would cut entries.
 */
export function timewarriorTags({ id, subject, agents }: Stretch): readonly string[] {
  const { project = UNKNOWN_PROJECT, client, tags } = subject;
  return [
    `project:${oneLine(project)}`,
    ...(client === undefined ? [] : [`client:${oneLine(client)}`]),
    ...tags.map((tag) => `tag:${oneLine(tag)}`),
    ...agents.map((agent) => `agent:${oneLine(agent)}`),
    `tt:${id}`,
  ];
}

/** ISO 8601 in its basic form, UTC. */
export function basic(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replaceAll(/[-:]|\.000/g, "");
}
