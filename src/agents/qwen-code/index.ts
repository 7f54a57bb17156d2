import { lineSource } from "../../logs/agent-source.ts";
import { qwenLines } from "./decode.ts";
import { discoverQwenLogs } from "./discover.ts";
import { facts } from "./facts.ts";

export const qwenCode = lineSource({ facts, discover: discoverQwenLogs, format: qwenLines });
