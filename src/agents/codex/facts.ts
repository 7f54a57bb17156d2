import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "codex",
  option: { flag: "--codex-dir", meaning: "what $CODEX_HOME names; its sessions/ and archived_sessions/ are read" },
  places: ["sessions", "archived_sessions"],
  // Codex does not fall back from the variable when it is set.
  roots: { variable: "CODEX_HOME", usual: [".codex"] },
} as const satisfies AgentFacts;
