import type { AgentFacts } from "../../logs/facts.ts";
import { findDesktopRoots } from "./discover.ts";

export const facts = {
  agent: "claude-desktop",
  option: { flag: "--claude-desktop-dir", meaning: "data directory of Claude Desktop; its Cowork sessions are read" },
  places: ["local-agent-mode-sessions"],
  roots: { find: findDesktopRoots },
} as const satisfies AgentFacts;
