import type { AgentFacts } from "../../logs/facts.ts";
import { findQwenRoots } from "./discover.ts";

export const facts = {
  agent: "qwen-code",
  title: "Qwen Code",
  option: { meaning: ".qwen directory; its projects/ is read" },
  roots: { find: findQwenRoots, text: "`$QWEN_RUNTIME_DIR`, else `$QWEN_HOME`, else `~/.qwen`" },
  logs: "`projects/*/chats/`",
  places: ["projects"],
  tested: "a session that 0.24.4 wrote, and its program",
  notCovered: "turns, interruptions; the `.json` chats of 2025; a runtime directory that only the settings name",
  keys: {
    toolUse: "the record's `uuid`, `-` and the index of its part",
    person: "the record's `uuid`, else the line's",
  },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["compacted"],
  usage: ["agent_usage", "agent_error"],
  tools: {
    replace: "file_edit",
    list_directory: "search",
    web_search: "web",
    todo_write: "other",
    tool_search: "other",
    list_agents: "other",
    read_mcp_resource: "other",
    task: "sub_agent",
    create_sub_session: "sub_agent",
  },
} as const satisfies AgentFacts;
