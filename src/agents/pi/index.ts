import { lineSource } from "../../logs/agent-source.ts";
import { piLines } from "./decode.ts";
import { discoverPiLogs } from "./discover.ts";
import { facts } from "./facts.ts";

export const pi = lineSource({ facts, discover: discoverPiLogs, format: piLines });
