import { databaseSource } from "../../logs/agent-source.ts";
import { crushDatabase } from "./database.ts";
import { discoverCrushLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Crush: a database a project. */
export const crush = databaseSource({ facts, discover: discoverCrushLogs, format: crushDatabase });
