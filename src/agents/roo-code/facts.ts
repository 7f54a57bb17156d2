import { textOfExtensionRoots } from "../../log-formats/task-folders/discover.ts";
import { TASK_TOOLS } from "../../log-formats/task-folders/tool-kinds.ts";
import type { AgentFacts } from "../../logs/facts.ts";
import { EXTENSIONS, findRooRoots } from "./discover.ts";

export const facts = {
  agent: "roo-code",
  title: "Roo Code",
  note: "VS Code and its forks, CLI",
  option: { meaning: "what the extension keeps in an editor, or its custom storage path; its tasks/ are read" },
  roots: {
    find: findRooRoots,
    text: `${textOfExtensionRoots(EXTENSIONS)}; \`~/.vscode-mock/global-storage\` (the CLI)`,
  },
  logs: "`tasks/*/ui_messages.json`",
  places: ["tasks"],
  tested: "by its source (April 2026); no real task was at hand",
  notCovered:
    "a custom storage path (name it); turns; interruptions; results of tools, approvals and refusals without words",
  keys: {
    toolUse: "the task's id, with `.1`, `.2` for the second and third at one time",
    person: "the task's id, with `.1`, `.2` for the second and third of a kind at one time",
  },
  evidence: ["agent_message"],
  usage: ["agent_usage", "agent_error"],
  tools: TASK_TOOLS,
} as const satisfies AgentFacts;
