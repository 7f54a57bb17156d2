import { stamp } from "../events/stamp.ts";
import { hasEvidence, type EventType } from "../events/event-type.ts";
import type { TrackedEvent } from "../events/event.ts";
import { plainJson } from "../lib/printable.ts";
import { contains } from "../lib/within-directory.ts";
import type { Problem } from "../problem.ts";
import type { Apart, Counts, Cursor } from "../logs/source.ts";
import type { Job } from "./reading.ts";

/** What some lines of a log show, ready to be written: a batch, stamped. Plain data, so that a thread can hand it over. */
export interface Piece {
  /** The events that are wanted, a line each: text, or the bytes of it. */
  readonly lines: string | Uint8Array;
  readonly events: Readonly<Partial<Record<EventType, number>>>;
  readonly counts: Counts;
  readonly problems: readonly Problem[];
  /** As in a batch: it holds once this piece and those before are written. */
  readonly cursor?: Cursor;
  /** As in a batch. */
  readonly readTo?: number;
  readonly givenUp?: true;
}

/** Which events are wanted, and whose. */
export interface Wanted {
  readonly machineId: string | undefined;
  /** Only events with `since <= timestamp < until`, both canonical. */
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly types: ReadonlySet<EventType>;
  /** Directories whose events are wanted by nobody: theirs, and those of everything below them. */
  readonly exclude: readonly string[];
}

/** What a log shows since the cursor, piece by piece. `apart`: as for a source's `read`. */
export async function* pieces(
  { source, log, cursor }: Pick<Job, "source" | "log" | "cursor">,
  wanted: Wanted,
  apart?: Apart,
): AsyncGenerator<Piece, void, undefined> {
  const origin = { agent: source.agent, tools: source.facts.tools, machineId: wanted.machineId };
  const asked = { evidence: hasEvidence(wanted.types) };
  for await (const { observations, counts, problems, ...end } of source.read(log, cursor, asked, apart)) {
    let events: Partial<Record<EventType, number>> = {};
    let lines = "";
    let excluded = 0;
    for (const observation of observations) {
      const event = stamp(origin, observation);
      if (!isWanted(wanted, event)) continue;
      if (isExcluded(wanted, event)) {
        excluded++;
        continue;
      }
      events[event.type] = (events[event.type] ?? 0) + 1;
      lines += `${JSON.stringify(event)}\n`;
      if (lines.length < CHUNK) continue;
      yield { lines: plainJson(lines), events, counts: NO_COUNTS, problems: [] };
      events = {};
      lines = "";
    }
    yield { lines: plainJson(lines), events, counts: withExcluded(counts, excluded), problems, ...end };
  }
}

/** Characters that are handed over at once: one line of a log may give more events than a string can hold. */
const CHUNK = 1 << 20;
const NO_COUNTS: Counts = { lines: 0, skipped: {} };

function isWanted({ since, until, types }: Wanted, { timestamp, type }: TrackedEvent): boolean {
  return (since === undefined || timestamp >= since) && (until === undefined || timestamp < until) && types.has(type);
}

function isExcluded({ exclude }: Wanted, { cwd }: TrackedEvent): boolean {
  return exclude.length > 0 && cwd !== undefined && exclude.some((directory) => contains(directory, cwd));
}

function withExcluded({ skipped, ...counts }: Counts, excluded: number): Counts {
  return { ...counts, skipped: excluded === 0 ? skipped : { ...skipped, excluded } };
}
