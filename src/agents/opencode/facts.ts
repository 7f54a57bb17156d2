import { SESSION_TOOLS } from "../../log-formats/opencode/calls/tool-kinds.ts";
import type { AgentFacts } from "../../logs/facts.ts";
import { findOpenCodeRoots } from "./discover.ts";

export const facts = {
  agent: "opencode",
  title: "OpenCode",
  option: { flag: "--opencode-dir", meaning: "data directory of OpenCode; its databases and storage/ are read" },
  roots: {
    find: findOpenCodeRoots,
    text: "`$XDG_DATA_HOME/opencode`, else `~/.local/share/opencode`, and the database that `$OPENCODE_DB` names",
  },
  logs: "`opencode*.db`, `storage/`",
  places: ["opencode.db", "storage"],
  tested: "real sessions of 1.3.13 to 2.0.26",
  notCovered: "turns of 1.x, branches; calls that a crash left running",
  keys: {
    toolUse: "1.x: the id of the part; 2.x: the row's id, `.` and the id of the call",
    person: "1.x: the message's id; 2.x: the row's id",
  },
  evidence: [],
  changes: ["compacted"],
  usage: ["agent_usage", "agent_error"],
  tools: SESSION_TOOLS,
} as const satisfies AgentFacts;
