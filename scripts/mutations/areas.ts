import { agentTime } from "./areas/agent-time.ts";
import { agent, threadsOfCodex, types } from "./areas/agent.ts";
import { promptsOfGemini, lastFigures, persons, runsOfAider, sendersOfCline, turns, waits } from "./areas/decoders.ts";
import { notes, runs, sinks } from "./areas/export.ts";
import { hours } from "./areas/hours.ts";
import { lineLogs } from "./areas/logs.ts";
import { largeManifests, manifests } from "./areas/manifest.ts";
import type { Area } from "./mutation.ts";
import { databaseLogs, databaseReaders, documentLogs } from "./areas/other-logs.ts";
import { reports, spending } from "./areas/reports.ts";
import { copied, imports, registers } from "./areas/store.ts";
import { syncs } from "./areas/sync.ts";
import { watching } from "./areas/watching.ts";

/** All mistakes, by where they are planted. */
export const AREAS: readonly Area[] = [
  types,
  agent,
  turns,
  waits,
  persons,
  threadsOfCodex,
  sendersOfCline,
  promptsOfGemini,
  lastFigures,
  runsOfAider,
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
  syncs,
  imports,
  copied,
  registers,
  hours,
  agentTime,
  reports,
  spending,
];
