import type { ToolTable } from "../../../events/tool-kind.ts";

/** The tools of sessions whose kind their names would not tell, or would tell wrongly. */
export const SESSION_TOOLS = {
  run_commands: "shell",
  team_spawn_teammate: "sub_agent",
  team_run_task: "sub_agent",
  team_read_mailbox: "other",
} as const satisfies ToolTable;
