import type { ToolUse } from "../../events/observation.ts";
import { toolKind } from "../../events/tool-kind.ts";
import { isObject, parseObject } from "../../lib/json/json.ts";
import { memberOf, readText } from "../../logs/record/fields.ts";
import { facts } from "./facts.ts";

/** The use of a tool that a message of the editor is; open as long as the model writes it, when even its name may change. */
export function toolUseIn(data: unknown): Pick<ToolUse, "tool" | "file"> | "open" | undefined {
  if (!isObject(data)) return undefined;
  const tool = readText(data["name"]);
  if (data["status"] === "loading") return "open";
  if (tool === undefined) return undefined;
  return { tool, file: fileOf(tool, inputs(data["params"])) ?? fileOf(tool, inputs(data["rawArgs"])) };
}

function inputs(value: unknown): unknown {
  return typeof value === "string" ? parseObject(value) : value;
}

const OF_FILES: ReadonlySet<string> = new Set(["file_read", "file_write", "file_edit", "search", "notebook"]);
const NAMES = [
  "target_file",
  "targetFile",
  "file_path",
  "relativeWorkspacePath",
  "relative_workspace_path",
  "target_directory",
  "targetDirectory",
  "path",
];

/** The path that a tool was given. */
export function fileOf(tool: string, input: unknown): string | undefined {
  if (!OF_FILES.has(toolKind(tool, facts.tools))) return undefined;
  return NAMES.map((name) => readText(memberOf(input, name))).find((path) => path !== undefined);
}
