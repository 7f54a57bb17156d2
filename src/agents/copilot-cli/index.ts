import { lineSource } from "../../logs/agent-source.ts";
import { copilotLines } from "./decode.ts";
import { discoverCopilotLogs } from "./discover.ts";
import { facts } from "./facts.ts";

export const copilotCli = lineSource({ facts, discover: discoverCopilotLogs, format: copilotLines });
