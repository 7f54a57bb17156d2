import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "droid",
  title: "Droid",
  note: "Factory",
  option: { meaning: ".factory directory; its sessions/ is read" },
  // The variable replaces the home folder around `.factory`.
  roots: { variable: "FACTORY_HOME_OVERRIDE", within: ".factory", usual: [".factory"] },
  logs: "`sessions/`",
  places: ["sessions"],
  tested: "sessions that 0.225.2 wrote",
  notCovered:
    "branches; interruptions; approvals and refusals of tools; slash commands; `droid exec --fork` looks like typing",
  keys: {
    toolUse: "the message's id, `-` and the index of its block",
    person: "the message's `id`, else the line's; a turn: the id of its prompt",
  },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["compacted"],
  tools: {
    Execute: "shell",
    Create: "file_write",
    FetchUrl: "web",
    WebSearch: "web",
    GenerateDroid: "other",
    ConnectorSearch: "other",
  },
} as const satisfies AgentFacts;
