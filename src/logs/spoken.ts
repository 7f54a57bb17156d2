import { isExported, type Observation } from "../events/observation.ts";
import type { Asked, Batch } from "./source.ts";

/**
 * The batches with texts and asides only where they are asked for: decoders may set the text always, for they have it at
 * hand where they measure it.
 */
export async function* spoken(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  asked: Asked | undefined,
): AsyncGenerator<Batch, void, undefined> {
  if (asked?.texts === true) yield* batches;
  else
    for await (const batch of batches)
      yield batch.observations.some(isWorded) ? { ...batch, observations: unspoken(batch.observations) } : batch;
}

function isWorded(seen: Observation): boolean {
  return "text" in seen || !isExported(seen);
}

function unspoken(observations: readonly Observation[]): readonly Observation[] {
  return observations.filter(isExported).map((seen) => {
    if (!("text" in seen)) return seen;
    const { text: _, ...rest } = seen;
    return rest;
  });
}
