import type { AgentFacts } from "../../logs/facts.ts";
import { findLogRoots } from "./discover.ts";

export const facts = {
  agent: "claude-desktop-log",
  title: "Claude Desktop's text logs",
  note: "read only where it is named",
  option: { meaning: "directory of the text logs of Claude Desktop" },
  roots: {
    find: findLogRoots,
    text: "`~/Library/Logs/Claude`, `%APPDATA%\\Claude\\logs` and places below `%LOCALAPPDATA%`, `$XDG_CONFIG_HOME/Claude/logs`, else `~/.config/Claude/logs`",
  },
  logs: "`main.log`, `mcp*.log`, and what they were renamed to",
  places: ["main.log", "mcp.log"],
  tested: "descriptions and lines in bug reports; no real log was at hand",
  notCovered: "lines that continue another; the zone of `main.log`, which it does not tell; logs of windows",
  keys: { toolUse: "none", person: "none" },
  evidence: [],
  tools: {},
  textLogs: true,
} as const satisfies AgentFacts;
