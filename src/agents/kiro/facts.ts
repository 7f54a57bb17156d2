import type { AgentFacts } from "../../logs/facts.ts";
import { findKiroRoots } from "./discover.ts";

export const facts = {
  agent: "kiro",
  title: "Kiro",
  note: "the CLI and the IDE",
  option: { meaning: ".kiro directory; its sessions/ is read" },
  roots: { find: findKiroRoots, text: "`$KIRO_HOME` (the CLI alone) and `~/.kiro`" },
  logs: "`sessions/cli/*.jsonl` and `*.json`, `sessions/*/*/messages.jsonl`",
  places: ["sessions"],
  tested:
    "the shapes of sessions that CLI 2.5 to 2.6 wrote and others published; the IDE's by descriptions; no log of our own",
  notCovered:
    "prompts in the IDE and the CLI since its version 3, where nothing tells a person from a hook; the CLI before 2 (a database), and the IDE before 1; turns of the CLI that used tools, and refusals in it; branches",
  keys: {
    toolUse: "the CLI: the message's id, `-` and the index of its block; else the record's id",
    person: "the message's `id`, else the line's; the IDE: the record's id",
  },
  evidence: ["agent_tool_result", "agent_message"],
  tools: {
    execute_cmd: "shell",
    executePwsh: "shell",
    strReplace: "file_edit",
    str_replace: "file_edit",
    deleteFile: "file_edit",
    delete_file: "file_edit",
    listDirectory: "search",
    list_directory: "search",
    web_search: "web",
    remote_web_search: "web",
    delegate: "sub_agent",
    spawn_session: "sub_agent",
  },
} as const satisfies AgentFacts;
