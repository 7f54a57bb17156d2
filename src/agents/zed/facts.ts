import type { AgentFacts } from "../../logs/facts.ts";
import { findZedRoots } from "./discover.ts";

export const facts = {
  agent: "zed",
  title: "Zed",
  note: "its own agent; others that run in it keep their own logs",
  option: { meaning: "data directory of Zed; threads/threads.db in it is read" },
  roots: {
    find: findZedRoots,
    text: "`$FLATPAK_XDG_DATA_HOME/zed`, else `$XDG_DATA_HOME/zed`, else `~/.local/share/zed`; on macOS `~/Library/Application Support/Zed`; on Windows `%LOCALAPPDATA%\\Zed`",
  },
  logs: "`threads/threads.db`",
  places: ["threads"],
  tested: "its source (documents 0.3.0) and rows made after it",
  notCovered: "all but starts of sessions: prompts, tool uses, answers and turns have no times",
  keys: { toolUse: "none", person: "none" },
  evidence: [],
  tools: {},
} as const satisfies AgentFacts;
