import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "claude-code",
  title: "Claude Code",
  option: { flag: "--claude-dir", meaning: "Claude configuration directory; its projects/ is read" },
  // Several with commas between them are a habit of ccusage's; `~/.config/claude` was the default of some releases of 2025.
  roots: { variable: "CLAUDE_CONFIG_DIR", isList: true, usual: [".claude", ".config/claude"] },
  logs: "`projects/**/*.jsonl`",
  places: ["projects"],
  tested: "real logs of 1.0.24 to 2.1.128",
  notCovered: "prompts before 2.1.97 that were queued and absorbed in mid-turn",
  keys: {
    toolUse: "the id of the call; without one the line's, `-` and the index of its block",
    person: "the record's `uuid`, else the line's",
  },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["ended", "compacted", "cleared", "resumed"],
  usage: ["agent_usage", "agent_limit", "agent_error"],
  tools: {},
} as const satisfies AgentFacts;
