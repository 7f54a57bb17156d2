import type { ToolKind } from "../../events/tool-kind.ts";

/**
 * How long the use of a tool can take without a person being waited for: the time from its use to its result is work, or
 * a dialog that stands open, and only the tool tells which.
 */
export const PACES = ["asks", "quick", "shell", "web", "agent", "wait", "other"] as const;
export type Pace = (typeof PACES)[number];

/** Tools whose kind does not tell it. */
const BY_NAME: ReadonlyMap<string, Pace> = new Map<string, Pace>([
  ...named("asks", ["AskUserQuestion", "EnterPlanMode", "ExitPlanMode"]),
  ...named("asks", ["ask_user", "exit_plan_mode", "plan_exit", "question", "request_user_input"]),
  ...named("wait", [
    "TaskOutput",
    "AgentOutputTool",
    "BashOutput",
    "Monitor",
    "sleep",
    "wait",
    "wait_agent",
    "write_stdin",
  ]),
  ...named("quick", ["TodoRead", "TodoWrite", "TaskCreate", "TaskGet", "TaskList", "TaskStop", "TaskUpdate"]),
  ...named("quick", ["Skill", "ToolSearch", "KillBash", "KillShell", "SendMessage"]),
  ...named("quick", ["todoread", "todowrite", "update_plan", "write_todos", "tool_search"]),
]);

const BY_KIND: Readonly<Record<ToolKind, Pace>> = {
  shell: "shell",
  file_read: "quick",
  file_write: "quick",
  file_edit: "quick",
  search: "quick",
  notebook: "quick",
  sub_agent: "agent",
  web: "web",
  other: "other",
};

/** The pace of a tool, by its whole name, else by its kind (docs/event-format.md). */
export function paceOf(tool: unknown, kind: unknown): Pace {
  const name = typeof tool === "string" ? tool : "";
  const known = BY_NAME.get(name);
  if (known !== undefined) return known;
  // Whatever a server's tool is called, it is somewhere else.
  if (name.startsWith("mcp__")) return "web";
  return typeof kind === "string" && Object.hasOwn(BY_KIND, kind) ? BY_KIND[kind as ToolKind] : "other";
}

function named(pace: Pace, names: readonly string[]): readonly (readonly [string, Pace])[] {
  return names.map((name) => [name, pace]);
}
