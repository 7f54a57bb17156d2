import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "kimi-cli",
  title: "Kimi CLI",
  option: { meaning: "what $KIMI_SHARE_DIR names; its sessions/ is read" },
  roots: { variable: "KIMI_SHARE_DIR", usual: [".kimi"] },
  logs: "`sessions/`",
  places: ["sessions", "kimi.json"],
  tested: "a session that 1.36.0 wrote, and its program",
  notCovered: "Kimi Code, which came after it; interruptions; branches",
  keys: {
    toolUse: "the line's",
    person: "the line's, which forks copy; an approval: the id of the request",
  },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["compacted"],
  usage: ["agent_usage"],
  tools: {
    StrReplaceFile: "file_edit",
    SearchWeb: "web",
  },
} as const satisfies AgentFacts;
