import { isObject, type JsonObject } from "../lib/json/json.ts";
import type { Pushed } from "../store/registers/pushes.ts";
import { eventOf, eventsIn, type BucketAddress, type Server } from "./activitywatch-server.ts";
import { digestOf, type Asked, type TrackerEntry } from "./agreement.ts";

/** An event of ours as a server has it. */
export interface ServedEvent extends TrackerEntry {
  /** The server's id. */
  readonly id: number;
}

export interface Found {
  readonly events: readonly ServedEvent[];
  /** The ids of events that are there twice, equal in everything: all but the first of each. */
  readonly doubles: readonly number[];
  /** Everything that the server said, by its ids. */
  readonly all: ReadonlyMap<unknown, JsonObject>;
}

export interface Range {
  readonly start?: string;
  readonly end?: string;
}

const MARGIN = 1;

/** The range in which everything lies whole that a push is about. */
export function rangeOf({ window, chosen }: Asked, rows: readonly Pushed[]): Range {
  const spans = [window, ...chosen, ...rows];
  const start = spans.reduce((first, span) => Math.min(first, span.start), Infinity) - MARGIN;
  const end = spans.reduce((last, span) => Math.max(last, span.end), -Infinity) + MARGIN;
  return {
    ...(Number.isFinite(start) ? { start: new Date(start * 1000).toISOString() } : undefined),
    ...(Number.isFinite(end) ? { end: new Date(end * 1000).toISOString() } : undefined),
  };
}

/** Reads our events in a range of a bucket, since nothing on the server's side tells doubles. */
export async function found(server: Server, bucket: BucketAddress, range: Range): Promise<Found> {
  const said = await eventsIn(server, bucket, range);
  const events = said.flatMap((event) => served(event) ?? []);
  const doubles: number[] = [];
  const first = new Map<string, ServedEvent>();
  // The server counts up: the first one stays, whoever looks.
  for (const event of events.toSorted((a, b) => a.id - b.id)) {
    if (first.has(event.content)) doubles.push(event.id);
    else first.set(event.content, event);
  }
  return { events: [...first.values()], doubles, all: new Map(said.map((event) => [event["id"], event])) };
}

/** Events that were pushed and do not lie in the range any more, or not under their name: moved or edited by somebody. */
export async function strayed(
  server: Server,
  bucket: BucketAddress,
  { events, all }: Found,
  rows: readonly Pushed[],
  range: Range,
): Promise<readonly ServedEvent[]> {
  const names = new Set(events.map(({ name }) => name));
  const strays: ServedEvent[] = [];
  for (const { name, ownId, isThere } of rows) {
    if (names.has(name) || !isThere || ownId === undefined) continue;
    // Without a range everything was said.
    const isElsewhere = range.start !== undefined || range.end !== undefined;
    const event = all.get(ownId) ?? (isElsewhere ? await eventOf(server, bucket, ownId) : undefined);
    const stray = event === undefined ? undefined : served({ ...event, data: { tt_id: name, ...dataOf(event) } });
    // Another name: the server has given the id anew.
    if (stray?.name === name) strays.push(stray);
  }
  return strays;
}

function served(event: JsonObject): ServedEvent | undefined {
  const { id, timestamp, duration } = event;
  const { tt_id: name, project } = dataOf(event);
  const start = typeof timestamp === "string" ? Date.parse(timestamp) / 1000 : NaN;
  if (typeof id !== "number" || typeof name !== "string" || typeof duration !== "number" || Number.isNaN(start))
    return undefined;
  return {
    id,
    interval: name,
    name,
    start,
    end: start + duration,
    project: typeof project === "string" ? project : "",
    content: contentOf(event),
  };
}

/** A digest of an event, in whatever form a server writes times and orders fields. */
export function contentOf({ timestamp, duration, data }: JsonObject): string {
  const fields = isObject(data) ? Object.entries(data).toSorted(([a], [b]) => (a < b ? -1 : 1)) : [];
  return digestOf([typeof timestamp === "string" ? Date.parse(timestamp) : null, duration, fields]);
}

function dataOf({ data }: JsonObject): JsonObject {
  return isObject(data) ? data : {};
}
