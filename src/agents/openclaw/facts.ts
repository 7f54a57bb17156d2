import type { AgentFacts } from "../../logs/facts.ts";
import { findOpenClawRoots } from "./discover.ts";

export const facts = {
  agent: "openclaw",
  title: "OpenClaw",
  option: { meaning: "state directory of OpenClaw; the databases of its agents are read" },
  roots: {
    find: findOpenClawRoots,
    text: "`$OPENCLAW_STATE_DIR`, else `~/.openclaw`, `~/.clawdbot`, `~/.moltbot` and `~/.moldbot`",
  },
  logs: "`agents/*/agent/openclaw-agent.sqlite`",
  places: ["agents"],
  tested: "a real database of 2026.9.6; the rest by its source",
  notCovered:
    "the `.jsonl` transcripts before summer 2026, archived sessions, branches; texts of channels with their envelopes",
  keys: {
    toolUse: "the event's id, `.` and the id of the call",
    person: "the event's id",
  },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["compacted"],
  usage: ["agent_usage", "agent_error"],
  tools: {
    process: "shell",
    web_search: "web",
    browser: "web",
    sessions_spawn: "sub_agent",
    memory_search: "other",
    agents_list: "other",
  },
} as const satisfies AgentFacts;
