import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "copilot-cli",
  title: "Copilot CLI",
  option: { flag: "--copilot-dir", meaning: "what $COPILOT_HOME names; its session-state/ is read" },
  roots: { variable: "COPILOT_HOME", usual: [".copilot"] },
  logs: "`session-state/`",
  places: ["session-state"],
  tested: "real logs of 1.0.40 to 1.0.68",
  notCovered: "slash commands (not recorded); Copilot in editors",
  keys: {
    toolUse: "the id of the record that begins it, for the call's is the model's",
    person: "the record's `id`, else the line's",
  },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["ended", "compacted", "cleared", "resumed"],
  usage: ["agent_usage", "agent_limit", "agent_error"],
  usageOfRuns: true,
  tools: {
    create: "file_write",
    str_replace: "file_edit",
    insert: "file_edit",
    rg: "search",
    task: "sub_agent",
    read_agent: "sub_agent",
    write_agent: "sub_agent",
    web_search: "web",
  },
} as const satisfies AgentFacts;
