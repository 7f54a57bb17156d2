import type { AgentFacts } from "../../logs/facts.ts";
import { findDesktopRoots } from "./discover.ts";

export const facts = {
  agent: "claude-desktop",
  title: "Claude Desktop",
  note: "Cowork",
  option: { flag: "--claude-desktop-dir", meaning: "data directory of Claude Desktop; its Cowork sessions are read" },
  roots: {
    find: findDesktopRoots,
    text: "`~/Library/Application Support/Claude`, `%APPDATA%\\Claude` and places below `%LOCALAPPDATA%`, `$XDG_CONFIG_HOME/Claude`, else `~/.config/Claude`",
  },
  logs: "`local-agent-mode-sessions/`",
  places: ["local-agent-mode-sessions"],
  tested: "transcripts of Claude Code, laid out so; no real session was at hand",
  notCovered: 'text logs (`claude-desktop-log`); chats on claude.ai. Its "Code" tab is read as Claude Code',
  keys: { toolUse: "as Claude Code", person: "as Claude Code" },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["ended", "compacted", "cleared", "resumed"],
  usage: ["agent_usage", "agent_limit", "agent_error"],
  tools: {},
} as const satisfies AgentFacts;
