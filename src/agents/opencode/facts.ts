import type { AgentFacts } from "../../logs/facts.ts";
import { findOpenCodeRoots } from "./discover.ts";

export const facts = {
  agent: "opencode",
  option: { flag: "--opencode-dir", meaning: "data directory of OpenCode; its databases and storage/ are read" },
  places: ["opencode.db", "storage"],
  roots: { find: findOpenCodeRoots },
} as const satisfies AgentFacts;
