import type { Agent } from "../../events/observation.ts";
import { toolKind, type ToolKind } from "../../events/tool-kind.ts";
import { memberOf, textOf } from "./fields.ts";

const OF_FILES: ReadonlySet<ToolKind> = new Set(["file_read", "file_write", "file_edit", "search", "notebook"]);

/** The path that a file or search tool was given: the one of its argument, or the first that its patch names. */
export function givenFile(agent: Agent, tool: string, input: unknown): string | undefined {
  if (!OF_FILES.has(toolKind(tool, agent))) return undefined;
  for (const name of ["file_path", "path", "dir_path"]) {
    const path = textOf(memberOf(input, name));
    if (path !== undefined) return path;
  }
  const paths = memberOf(input, "paths");
  return textOf(paths) ?? (Array.isArray(paths) ? textOf(paths[0]) : undefined) ?? patched(input);
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
