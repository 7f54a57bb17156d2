import type { AgentFacts } from "../../logs/facts.ts";
import { findPiRoots } from "./discover.ts";

export const facts = {
  agent: "pi",
  title: "Pi",
  option: { meaning: ".pi/agent directory, whose sessions/ is read, or one that holds sessions itself" },
  roots: {
    find: findPiRoots,
    text: "`$PI_CODING_AGENT_SESSION_DIR`, else `$PI_CODING_AGENT_DIR`, else `~/.pi/agent`",
  },
  logs: "`sessions/`",
  places: ["sessions"],
  tested: "sessions that 0.74.2 and 1.6.0 wrote, and the programs",
  notCovered: "branches of git; slash commands; prompts that extensions and `pi -p` send are not told apart",
  keys: {
    toolUse: "the entry's key, `-` and the index of its block",
    person:
      "the entry's `id`; of sessions of version 1 `message-` and the first 16 hex digits of its message's SHA-256",
  },
  evidence: ["agent_tool_result", "agent_message"],
  changes: ["compacted"],
  usage: ["agent_usage", "agent_error"],
  tools: {},
} as const satisfies AgentFacts;
