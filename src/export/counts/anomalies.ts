import { comparedAt, dayNumber } from "./past.ts";
import type { Series } from "./series.ts";
import { missingEvents, quietAgent } from "./silence.ts";
import { spikesIn } from "./spikes.ts";

/** What stands out in the last days of an agent, beside its own past. */
export interface Anomaly {
  readonly kind: "spike" | "silence";
  readonly agent: string;
  readonly what: string;
}

/** What stands out in the days up to `day`, that of the last export: of later ones nothing is known. */
export function anomaliesIn(series: Series, day: string): readonly Anomaly[] {
  const today = dayNumber(day);
  const compared = Object.entries(series).map(([agent, of]) => ({
    agent,
    types: of.types,
    days: comparedAt(of, today),
  }));
  return compared.flatMap(({ agent, types, days }): readonly Anomaly[] => {
    const others = new Set(compared.flatMap((other) => (other.agent === agent ? [] : other.days.active)));
    const quiet = quietAgent(
      days,
      today,
      [...others].sort((a, b) => a - b),
    );
    const silences = [...missingEvents(days, types), ...(quiet === undefined ? [] : [quiet])];
    return [
      ...silences.map((what) => ({ kind: "silence" as const, agent, what })),
      ...spikesIn(days).map((what) => ({ kind: "spike" as const, agent, what })),
    ];
  });
}
