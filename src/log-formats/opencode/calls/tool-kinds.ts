import type { ToolTable } from "../../../events/tool-kind.ts";

/** The tools whose kind their names would not tell, or would tell wrongly. */
export const SESSION_TOOLS = {
  task: "sub_agent",
  subagent: "sub_agent",
  list: "search",
  shell: "shell",
  patch: "file_edit",
  todowrite: "other",
  todoread: "other",
  question: "other",
  plan_exit: "other",
  skill: "other",
  execute: "other",
  websearch: "web",
  codesearch: "web",
} as const satisfies ToolTable;
