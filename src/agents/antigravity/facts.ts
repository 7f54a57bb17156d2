import type { AgentFacts } from "../../logs/facts.ts";
import { findAntigravityRoots } from "./discover.ts";

export const facts = {
  agent: "antigravity",
  title: "Antigravity",
  note: "the app, its IDE and `agy`",
  option: { meaning: "data directory of Antigravity; the transcripts in its brain/ are read" },
  // No variable was found that moves it; `GEMINI_CLI_HOME` is Gemini CLI's.
  roots: {
    find: findAntigravityRoots,
    text: "`~/.gemini/antigravity`, `~/.gemini/antigravity-ide` and `~/.gemini/antigravity-cli`",
  },
  logs: "`brain/*/.system_generated/logs/transcript.jsonl`",
  places: ["brain", "conversations"],
  tested: "the shapes of transcripts that `agy` 1.0.10 wrote and others published; no log of our own",
  notCovered:
    "turns, interruptions, refusals; conversations whose transcript shows no person's settings; a link of sub-agents to their caller; directories, except those of commands; branches",
  keys: {
    toolUse: "the conversation's id, `.`, the number of the step, `-` and the index of the call",
    person: "the conversation's id, `.` and the number of the step",
  },
  evidence: ["agent_tool_result", "agent_message"],
  tools: {
    run_command: "shell",
    send_command_input: "shell",
    command_status: "shell",
    read_terminal: "shell",
    view_file_outline: "file_read",
    view_file: "file_read",
    view_code_item: "file_read",
    view_content_chunk: "file_read",
    replace_file_content: "file_edit",
    multi_replace_file_content: "file_edit",
    list_dir: "search",
    find_by_name: "search",
    search_web: "web",
    read_url_content: "web",
    read_browser_page: "web",
    open_browser_url: "web",
    define_subagent: "other",
    manage_subagents: "other",
    read_resource: "other",
  },
} as const satisfies AgentFacts;
