import { SESSION_TOOLS } from "../../log-formats/opencode/calls/tool-kinds.ts";
import { textOfExtensionRoots } from "../../log-formats/task-folders/discover.ts";
import { TASK_TOOLS } from "../../log-formats/task-folders/tool-kinds.ts";
import type { AgentFacts } from "../../logs/facts.ts";
import { EXTENSIONS, findKiloRoots } from "./discover.ts";

export const facts = {
  agent: "kilo-code",
  title: "Kilo Code",
  note: "CLI, VS Code and its forks",
  option: { meaning: "data directory of Kilo Code, a database of it, or what the extension keeps in an editor" },
  roots: {
    find: findKiloRoots,
    text: `\`$XDG_DATA_HOME/kilo\`, else \`~/.local/share/kilo\`, and the database that \`$KILO_DB\` names; \`~/.kilocode/cli/global\`; ${textOfExtensionRoots(EXTENSIONS)}`,
  },
  logs: "`kilo*.db`, `storage/`, `tasks/*/ui_messages.json`",
  places: ["kilo.db", "storage", "tasks"],
  tested: "a real session of CLI 7.7.9; the databases' form on OpenCode; tasks by the source of Roo Code",
  notCovered: "turns, branches; calls that a crash left running; sub-tasks of the extension before 2026",
  keys: {
    toolUse: "the id of the part; tasks: the task's id, with `.1`, `.2` for the second and third at one time",
    person: "the message's id; tasks: the task's id, with `.1`, `.2` as above",
  },
  evidence: ["agent_message"],
  changes: ["compacted"],
  usage: ["agent_usage", "agent_error"],
  tools: { ...SESSION_TOOLS, ...TASK_TOOLS },
} as const satisfies AgentFacts;
