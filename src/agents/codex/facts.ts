import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "codex",
  title: "Codex",
  note: "CLI, editors, desktop, `exec`",
  option: { flag: "--codex-dir", meaning: "what $CODEX_HOME names; its sessions/ and archived_sessions/ are read" },
  // Codex does not fall back from the variable when it is set.
  roots: { variable: "CODEX_HOME", usual: [".codex"] },
  logs: "`sessions/`, `archived_sessions/`, also `.jsonl.zst`",
  places: ["sessions", "archived_sessions"],
  tested: "real logs of 0.140 to 0.142 and 0.171; others by their description",
  notCovered: "times within the bare format of early 2025; `--ephemeral` runs; commands but `/goal` (not recorded)",
  keys: {
    toolUse: "the id of the call, else as for prompts",
    person: "the id of the thread, with `.1`, `.2` for the second and third of a type at one time; a turn's own id",
  },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["compacted"],
  usage: ["agent_usage", "agent_limit", "agent_error"],
  tools: {
    write_stdin: "shell",
    unified_exec: "shell",
    "container.exec": "shell",
    view_image: "file_read",
    list_dir: "search",
    send_input: "sub_agent",
    web_search: "web",
    tool_search: "other",
    read_mcp_resource: "other",
  },
} as const satisfies AgentFacts;
