import type { ToolTable } from "../../events/tool-kind.ts";

/** The tools of task folders whose kind their names would not tell, or would tell wrongly. */
export const TASK_TOOLS = {
  execute_command: "shell",
  readCommandOutput: "shell",
  newFileCreated: "file_write",
  appliedDiff: "file_edit",
  insertContent: "file_edit",
  searchAndReplace: "file_edit",
  fileDeleted: "file_edit",
  listFilesTopLevel: "search",
  listFilesRecursive: "search",
  listCodeDefinitionNames: "search",
  webSearch: "web",
  browser_action: "web",
  newTask: "sub_agent",
  fetchInstructions: "other",
  use_mcp_tool: "other",
  access_mcp_resource: "other",
} as const satisfies ToolTable;
