import { agent, types } from "./agent.ts";
import { hours } from "./hours.ts";
import { lineLogs, otherLogs } from "./logs.ts";
import type { Area } from "./mutation.ts";
import { manifests, runs } from "./run.ts";

/** All mistakes, by where they are planted. */
export const AREAS: readonly Area[] = [types, agent, lineLogs, otherLogs, manifests, runs, hours];
