import type { Observation } from "../../events/observation.ts";
import { isObject } from "../../lib/json/json.ts";
import { readId, memberOf, readMillis, readText } from "../../logs/record/fields.ts";
import { common, keyOf, type CountingRecord } from "./record.ts";

/** The tool uses of an `assistant` record: mostly one, since Claude Code writes a record for each block. */
export function toolUses(record: CountingRecord, bytes: Buffer, isSubAgent: boolean, into: Observation[]): void {
  const content = memberOf(record.fields["message"], "content");
  if (!Array.isArray(content)) return;
  // Once a line: a line may hold millions of blocks.
  let lineKey: string | undefined;
  for (let index = 0; index < content.length; index++) {
    const block: unknown = content[index];
    if (!isObject(block) || block["type"] !== "tool_use") continue;
    const tool = readText(block["name"]) ?? "unknown";
    into.push({
      kind: "tool-use",
      ...common(record),
      key: readId(block["id"]) ?? `${(lineKey ??= keyOf(undefined, bytes))}-${index}`,
      tool,
      file: fileOf(tool, block["input"]),
      timeoutMs: tool === "Bash" ? readMillis(memberOf(block["input"], "timeout")) : undefined,
      agentId: isSubAgent ? readId(record.fields["agentId"]) : undefined,
    });
  }
}

function fileOf(tool: string, input: unknown): string | undefined {
  switch (tool) {
    case "Read":
    case "Edit":
    case "MultiEdit":
    case "Write":
      return readText(memberOf(input, "file_path"));
    case "NotebookEdit":
      return readText(memberOf(input, "notebook_path")) ?? readText(memberOf(input, "file_path"));
    case "Glob":
    case "Grep":
    case "LS":
      return readText(memberOf(input, "path"));
    default:
      return undefined;
  }
}
