import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "gemini-cli",
  option: { flag: "--gemini-dir", meaning: ".gemini directory; the chats in its tmp/ are read" },
  places: ["tmp"],
  // The variable replaces the home folder around `.gemini`.
  roots: { variable: "GEMINI_CLI_HOME", within: ".gemini", usual: [".gemini"] },
} as const satisfies AgentFacts;
