/** Events of a log with those of evidence, which is read where somebody asks for it. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { isExported } from "../../../src/events/observation.ts";
import { stamp } from "../../../src/events/stamp.ts";
import type { Counts, Cursor, Source } from "../../../src/logs/source.ts";
import { put, type Growth } from "../contract/tree.ts";
import { tempDir } from "../program/temp.ts";

export interface Seen {
  readonly events: readonly object[];
  /** What was counted of each batch. */
  readonly counts: readonly Counts[];
}

/** What comes out when a log grows through the given lengths, with a reading after each that asks for evidence, or not. */
export async function grownWithEvidence(
  source: Source,
  { path, bytes, lengths }: Growth,
  asks: (reading: number) => boolean = () => true,
): Promise<Seen> {
  const dir = tempDir();
  const file = join(dir, path);
  put(file, "");
  const events: object[] = [];
  const counts: Counts[] = [];
  let have = 0;
  let cursor: Cursor | undefined;
  for (const [reading, length] of [...lengths, bytes.length].entries()) {
    appendFileSync(file, bytes.subarray(have, length));
    have = length;
    for (const log of source.discover([{ path: dir, named: true }]).logs) {
      for await (const batch of source.read(log, cursor, { evidence: asks(reading) })) {
        events.push(
          ...batch.observations
            .filter(isExported)
            .map((seen) => stamp({ agent: source.agent, tools: source.facts.tools }, seen)),
        );
        counts.push(batch.counts);
        // As a manifest would keep it.
        if (batch.cursor !== undefined) cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor;
      }
    }
  }
  return { events, counts };
}
