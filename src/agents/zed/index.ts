import { databaseSource } from "../../logs/agent-source.ts";
import { zedDatabase } from "./database.ts";
import { discoverZedLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Zed's own agent: one database, a row a thread. */
export const zed = databaseSource({ facts, discover: discoverZedLogs, format: zedDatabase });
