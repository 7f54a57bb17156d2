import { agentTime } from "./agent-time.ts";
import { agent, callsOfCodex, types } from "./agent.ts";
import { notes, runs, sinks } from "./export.ts";
import { hours } from "./hours.ts";
import { lineLogs } from "./logs.ts";
import { largeManifests, manifests } from "./manifest.ts";
import type { Area } from "./mutation.ts";
import { databaseLogs, databaseReaders, documentLogs } from "./other-logs.ts";
import { reports } from "./reports.ts";
import { spending } from "./spending.ts";
import { copied, imports, registers } from "./store.ts";
import { watching } from "./watching.ts";

/** All mistakes, by where they are planted. */
export const AREAS: readonly Area[] = [
  types,
  agent,
  callsOfCodex,
  lineLogs,
  documentLogs,
  databaseLogs,
  ...databaseReaders,
  manifests,
  largeManifests,
  runs,
  sinks,
  notes,
  watching,
  imports,
  copied,
  registers,
  hours,
  agentTime,
  reports,
  spending,
];
