import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "gemini-cli",
  title: "Gemini CLI",
  option: { flag: "--gemini-dir", meaning: ".gemini directory; the chats in its tmp/ are read" },
  // The variable replaces the home folder around `.gemini`.
  roots: { variable: "GEMINI_CLI_HOME", within: ".gemini", usual: [".gemini"] },
  logs: "`tmp/*/chats/`",
  places: ["tmp"],
  tested: "real chats to April 2026, and of 0.61",
  notCovered: "turns, branches; `gemini -p` looks like typing; the project of hashed folders",
  keys: {
    toolUse: "the chat's id, `.` and the id of the call; without one the message's id, `-` and the index of the call",
    person: "the message's `id`",
  },
  evidence: ["agent_tool_result", "agent_message"],
  usage: ["agent_usage", "agent_error"],
  tools: {
    replace: "file_edit",
    list_directory: "search",
    google_web_search: "web",
    write_todos: "other",
    codebase_investigator: "sub_agent",
  },
} as const satisfies AgentFacts;
