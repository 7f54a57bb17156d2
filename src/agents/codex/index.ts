import { lineSource } from "../../logs/agent-source.ts";
import { codexLines } from "./decode.ts";
import { discoverRollouts } from "./discover.ts";
import { facts } from "./facts.ts";

export const codex = lineSource({ facts, discover: discoverRollouts, inThreads: true, format: codexLines });
