import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "claude-code",
  option: { flag: "--claude-dir", meaning: "Claude configuration directory; its projects/ is read" },
  places: ["projects"],
  // Several with commas between them are a habit of ccusage's; `~/.config/claude` was the default of some releases of 2025.
  roots: { variable: "CLAUDE_CONFIG_DIR", isList: true, usual: [".claude", ".config/claude"] },
} as const satisfies AgentFacts;
