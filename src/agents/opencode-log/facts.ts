import type { AgentFacts } from "../../logs/facts.ts";
import { findLogRoots } from "./discover.ts";

export const facts = {
  agent: "opencode-log",
  title: "OpenCode's text logs",
  note: "read only where it is named",
  option: { meaning: "data directory of OpenCode, whose log/ is read" },
  roots: { find: findLogRoots, text: "`$XDG_DATA_HOME/opencode`, else `~/.local/share/opencode`" },
  logs: "`log/*.log`",
  places: ["log"],
  tested: "logs that 1.3.2 and 1.18.33 wrote",
  notCovered: "lines that continue another; the directory of 1.x before June 2026",
  keys: { toolUse: "none", person: "none" },
  evidence: [],
  tools: {},
  textLogs: true,
} as const satisfies AgentFacts;
