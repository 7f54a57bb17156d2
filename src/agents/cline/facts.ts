import { TASK_TOOLS } from "../../log-formats/task-folders/tool-kinds.ts";
import { textOfExtensionRoots } from "../../log-formats/task-folders/discover.ts";
import type { AgentFacts } from "../../logs/facts.ts";
import { EXTENSIONS, findClineRoots } from "./discover.ts";
import { SESSION_TOOLS } from "./session/tools.ts";

export const facts = {
  agent: "cline",
  title: "Cline",
  note: "CLI, VS Code and its forks, JetBrains",
  option: { meaning: "data directory of Cline; its sessions/ and tasks/ are read" },
  roots: {
    find: findClineRoots,
    text: `\`$CLINE_SESSION_DATA_DIR\`; \`$CLINE_DATA_DIR\`, else \`$CLINE_DIR/data\`, else \`~/.cline/data\`; ${textOfExtensionRoots(EXTENSIONS)}`,
  },
  logs: "`sessions/*/*.messages.json`, `tasks/*/ui_messages.json`",
  places: ["sessions", "tasks"],
  tested: "a real session of CLI 3.0.65; tasks of the extension by its source",
  notCovered: "turns; interruptions; of tasks, results of tools, approvals and refusals without words, chosen options",
  keys: {
    toolUse: "sessions: the message's id, `.` and the id of the call; tasks: the task's id",
    person:
      "sessions: the message's id; tasks: the task's id, with `.1`, `.2` for the second and third of a kind at one time",
  },
  evidence: ["agent_tool_result", "agent_message"],
  usage: ["agent_usage", "agent_error"],
  tools: { ...SESSION_TOOLS, ...TASK_TOOLS },
} as const satisfies AgentFacts;
