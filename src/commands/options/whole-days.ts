import { usage } from "../../failure.ts";
import type { Asked } from "../../hours/projects/asked.ts";

/**
 * Refuses what would tell money or rounded time of a part of a day of a project: the parts, each rounded like a whole day,
 * would add up to more than is billed.
 */
export function refuseParts({ agents, sessions }: Asked, what: string): void {
  const option = agents !== undefined ? "--agent" : sessions !== undefined ? "--session" : undefined;
  if (option === undefined) return;
  throw usage(`${what}: it cannot be told of a part of it (${option})`, `leave ${option} away`);
}
