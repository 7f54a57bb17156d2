import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "copilot-cli",
  option: { flag: "--copilot-dir", meaning: "what $COPILOT_HOME names; its session-state/ is read" },
  places: ["session-state"],
  roots: { variable: "COPILOT_HOME", usual: [".copilot"] },
} as const satisfies AgentFacts;
