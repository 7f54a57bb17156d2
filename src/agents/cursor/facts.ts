import type { AgentFacts } from "../../logs/facts.ts";
import { findCursorRoots } from "./discover.ts";

export const facts = {
  agent: "cursor",
  title: "Cursor",
  note: "the editor, and its agent on the command line",
  option: { meaning: "`User` directory of Cursor, or its .cursor directory; state.vscdb and the chats are read" },
  roots: {
    find: findCursorRoots,
    text: "`Cursor/User` in `~/Library/Application Support`, `%APPDATA%`, `$XDG_CONFIG_HOME`, else `~/.config`; `$CURSOR_CONFIG_DIR`, else `~/.cursor`",
  },
  logs: "`globalStorage/state.vscdb`, `chats/*/*/store.db`",
  places: ["globalStorage/state.vscdb", "chats"],
  tested: "what readers of real logs tell of 0.45 to 3.x, and of the command line of June 2026",
  notCovered:
    "what has no time (most before October 2025, transcripts, older chats of the command line); turns, branches, results, decisions",
  keys: {
    toolUse: "the editor's `bubbleId`; on the command line the id of the call",
    person: "the editor's `bubbleId`; on the command line the id of the blob",
  },
  evidence: [],
  tools: {
    run_terminal_cmd: "shell",
    run_terminal_command: "shell",
    run_terminal_command_v2: "shell",
    search_replace: "file_edit",
    StrReplace: "file_edit",
    reapply: "file_edit",
    list_dir: "search",
    list_dir_v2: "search",
    task: "sub_agent",
    task_v2: "sub_agent",
    web_search: "web",
    read_lints: "other",
    ReadLints: "other",
    todo_read: "other",
    todo_write: "other",
    fetch_rules: "other",
    read_project: "other",
    read_mcp_resource: "other",
    fetch_mcp_resource: "other",
  },
} as const satisfies AgentFacts;
