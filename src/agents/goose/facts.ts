import type { AgentFacts } from "../../logs/facts.ts";
import { findGooseRoots } from "./discover.ts";

export const facts = {
  agent: "goose",
  title: "Goose",
  option: { meaning: "data directory of Goose; sessions/sessions.db in it is read" },
  roots: {
    find: findGooseRoots,
    text: "`$GOOSE_PATH_ROOT/data`, else `$XDG_DATA_HOME/goose`, else `~/.local/share/goose`; on Windows `%APPDATA%\\Block\\goose\\data`",
  },
  logs: "`sessions/sessions.db`",
  places: ["sessions"],
  tested: "its source (schema 17) and rows made after it",
  notCovered:
    "turns, interrupts, decisions, branches (not stored); sessions before 1.10 that were never taken over; `goose run` looks like typing",
  keys: {
    toolUse: "the message's id, `.` and the id of the call",
    person: "the message's id; without one the hash of its text",
  },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["compacted"],
  usage: ["agent_usage"],
  tools: {
    tree: "search",
    delegate: "sub_agent",
    todo__todo_write: "other",
    todo__todo_read: "other",
    execute_code: "other",
    code_execution__execute_code: "other",
    code_execution__read_module: "other",
    platform__read_resource: "other",
    platform__search_available_extensions: "other",
    extensionmanager__read_resource: "other",
    extensionmanager__search_available_extensions: "other",
  },
} as const satisfies AgentFacts;
