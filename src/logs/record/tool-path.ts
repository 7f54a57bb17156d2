import { toolKind, type ToolKind, type ToolTable } from "../../events/tool-kind.ts";
import { memberOf, readText } from "./fields.ts";

const OF_FILES: ReadonlySet<ToolKind> = new Set(["file_read", "file_write", "file_edit", "search", "notebook"]);

/**
 * The file or directory that a tool call works on: an argument of it, or of `apply_patch` the first file in the patch.
 */
export function toolPath(tools: ToolTable, tool: string, input: unknown): string | undefined {
  if (!OF_FILES.has(toolKind(tool, tools))) return undefined;
  for (const name of ["file_path", "path", "dir_path"]) {
    const path = readText(memberOf(input, name));
    if (path !== undefined) return path;
  }
  const paths = memberOf(input, "paths");
  return readText(paths) ?? (Array.isArray(paths) ? readText(paths[0]) : undefined) ?? patched(input);
}

/** `apply_patch` takes its patch alone or as an argument, and may change several files; each call is one event. */
function patched(input: unknown): string | undefined {
  for (const patch of [input, memberOf(input, "input"), memberOf(input, "patch")]) {
    if (typeof patch !== "string") continue;
    const [, path] = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/m.exec(patch) ?? [];
    const trimmed = path?.trim();
    if (trimmed !== undefined && trimmed !== "") return trimmed;
  }
  return undefined;
}
