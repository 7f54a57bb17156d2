import { databaseSource } from "../../logs/agent-source.ts";
import { cursorDatabase } from "./database.ts";
import { discoverCursorLogs } from "./discover.ts";
import { facts } from "./facts.ts";

export const cursor = databaseSource({ facts, discover: discoverCursorLogs, format: cursorDatabase });
