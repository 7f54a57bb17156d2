import { memberOf, readText } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { facts } from "./facts.ts";

/** The file that a tool was given: `read` takes a list of operations, and its file is that of the first. */
export function toolFile(tool: string, input: unknown): string | undefined {
  const operations = memberOf(input, "operations");
  const first: unknown = Array.isArray(operations) ? operations[0] : undefined;
  return (
    toolPath(facts.tools, tool, input) ??
    (tool === "read" || tool === "fs_read" ? readText(memberOf(first, "path")) : undefined)
  );
}
