import { ndjsonLine } from "../../lib/text/plain-json.ts";
import type { Interval } from "../interval.ts";
import { intervalRecord } from "./record.ts";
import { oneLine, UNKNOWN_PROJECT, type Format, type FormatContext } from "./format.ts";

/** An event as ActivityWatch takes it. Never with an `id`: that is the server's, and may be another bucket's event. */
export interface WatchedEvent {
  readonly timestamp: string;
  readonly duration: number;
  readonly data: { readonly tt_id: string; readonly [field: string]: unknown };
}

export interface Bucket {
  readonly id: string;
  readonly type: "app.editor.activity";
  readonly client: "tt";
  readonly hostname: string;
  readonly created: string;
  readonly events: readonly WatchedEvent[];
}

/** A document for `POST /api/0/import`: a bucket for human time, or one a machine for agent time. */
export const activitywatch: Format = function* (intervals, context) {
  const entries = bucketsOf(intervals, context).map((bucket) => [bucket.id, bucket]);
  yield ndjsonLine({ buckets: Object.fromEntries(entries) });
};

export function bucketsOf(intervals: readonly Interval[], { kind, rules }: FormatContext): readonly Bucket[] {
  const buckets = new Map<string, { hostname: string; created: string; events: WatchedEvent[] }>();
  for (const interval of intervals) {
    const machine = kind === "agent" ? interval.subject.machine : undefined;
    const id = `tt-${kind}${machine === undefined ? "" : `_${machine}`}`;
    const bucket = buckets.get(id);
    const event = watched(interval, rules);
    if (bucket !== undefined) bucket.events.push(event);
    else buckets.set(id, { hostname: machine ?? "unknown", created: event.timestamp, events: [event] });
  }
  return [...buckets].map(([id, bucket]) => ({ id, type: "app.editor.activity", client: "tt", ...bucket }));
}

function watched(interval: Interval, rules: FormatContext["rules"]): WatchedEvent {
  const { id, start, end, seconds: _, closed: __, ...rest } = intervalRecord(interval, rules);
  const project = oneLine(interval.subject.project ?? UNKNOWN_PROJECT);
  return {
    timestamp: start,
    duration: (Date.parse(end) - Date.parse(start)) / 1000,
    // `file`, `project` and `language` are what its views of editors show.
    data: {
      ...rest,
      tt_id: id,
      project,
      file: interval.first.place.cwd ?? project,
      language: interval.agents.join(", "),
    },
  };
}
