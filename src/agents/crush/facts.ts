import type { AgentFacts } from "../../logs/facts.ts";
import { findCrushRoots } from "./discover.ts";

export const facts = {
  agent: "crush",
  title: "Crush",
  option: { meaning: "data directory of Crush; the databases of the projects in its projects.json are read" },
  roots: {
    find: findCrushRoots,
    text: "`$CRUSH_GLOBAL_DATA`, else `$XDG_DATA_HOME/crush`, else `~/.local/share/crush`; on Windows `%LOCALAPPDATA%\\crush`",
  },
  logs: "`crush.db` of each project in `projects.json`",
  places: ["projects.json", "crush.db"],
  tested: "a real database of August 2026; the rest by its source",
  notCovered: "branches; `crush run` looks like typing; the project of a database outside `.crush`",
  keys: {
    toolUse: "the message's id, `.` and the id of the call",
    person: "the message's id; of a decision, that of the tool use",
  },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["compacted"],
  usage: ["agent_error"],
  tools: {
    job_output: "shell",
    job_kill: "shell",
    lsp_rename: "file_edit",
    lsp_replace_symbol: "file_edit",
    read_mcp_resource: "other",
    download: "web",
    sourcegraph: "web",
    web_search: "web",
  },
} as const satisfies AgentFacts;
