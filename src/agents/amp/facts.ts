import type { AgentFacts } from "../../logs/facts.ts";
import { findAmpRoots } from "./discover.ts";

export const facts = {
  agent: "amp",
  title: "Amp",
  note: "threads until about March 2026; later ones lie on its server",
  option: { meaning: "data directory of Amp; its threads/ is read" },
  roots: { find: findAmpRoots, text: "`$XDG_DATA_HOME/amp`, else `~/.local/share/amp`, on Windows too" },
  logs: "`threads/T-*.json`",
  places: ["threads"],
  tested: "no real log: what other readers wrote down of theirs",
  notCovered: "what the server keeps; turns, interruptions, results and refusals of tools; `amp -x` looks like typing",
  keys: {
    toolUse: "the thread's id, `.`, the number of the message, `-` and the index of the block",
    person: "the thread's id, `.` and the number of the message",
  },
  usage: ["agent_usage"],
  evidence: ["agent_message"],
  tools: {
    create_file: "file_write",
    finder: "search",
    list_directory: "search",
    oracle: "sub_agent",
    librarian: "sub_agent",
    todo_read: "other",
    todo_write: "other",
    read_thread: "other",
    read_mcp_resource: "other",
    read_web_page: "web",
    web_search: "web",
  },
} as const satisfies AgentFacts;
