import { withFields } from "../events/fields.ts";
import { isExported } from "../events/observation.ts";
import { stamp } from "../events/stamp.ts";
import { hasEvidence, hasUsage, type EventType } from "../events/event-type.ts";
import type { TrackedEvent } from "../events/event.ts";
import { plainJson } from "../lib/text/plain-json.ts";
import { contains } from "../lib/files/within-directory.ts";
import type { Apart, Counts } from "../logs/source.ts";
import type { EventBatch, Job, Wanted } from "./job.ts";

/** What a log shows since the cursor, batch by batch. `apart`: as for a source's `read`. */
export async function* eventBatches(
  { source, log, cursor }: Pick<Job, "source" | "log" | "cursor">,
  wanted: Wanted,
  apart?: Apart,
): AsyncGenerator<EventBatch, void, undefined> {
  const origin = { agent: source.agent, tools: source.facts.tools, machineId: wanted.machineId };
  const { fields } = wanted;
  const asked = { evidence: hasEvidence(wanted.types), usage: hasUsage(wanted.types) };
  for await (const { observations, counts, problems, ...end } of source.read(log, cursor, asked, apart)) {
    let events: Partial<Record<EventType, number>> = {};
    let lines = "";
    let excluded = 0;
    for (const observation of observations) {
      if (!isExported(observation)) continue;
      const event = stamp(origin, observation);
      if (!isWanted(wanted, event)) continue;
      if (isExcluded(wanted, event)) {
        excluded++;
        continue;
      }
      events[event.type] = (events[event.type] ?? 0) + 1;
      lines += `${JSON.stringify(fields === undefined ? event : withFields(event, fields.told, fields.home))}\n`;
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
