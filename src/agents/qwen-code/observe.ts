import type { Observation } from "../../events/observation.ts";
import { toolKind } from "../../events/tool-kind.ts";
import { isObject, type JsonObject } from "../../lib/json.ts";
import { partsOf, textOfPart } from "../../log-formats/google-content.ts";
import { isPresent, memberOf, readId, readMillis, readText } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { decisionOn, outcomeOf, type Took } from "./calls.ts";
import { facts } from "./facts.ts";
import { isCommand, promptIn, type Unknown } from "./person.ts";

/** What is known of a record beside what it says. */
interface About {
  /** Its own id, or what stands for it. */
  readonly key: string;
  readonly isSubAgent: boolean;
  readonly byProgram: boolean;
  readonly took: Took;
}

export type Payload = Observation extends infer Each
  ? Each extends { key: string }
    ? Omit<Each, "at" | "sessionId" | "cwd" | "gitBranch">
    : never
  : never;

/** What a record shows. */
export function observe(record: JsonObject, about: About, unknown: Unknown): readonly Payload[] {
  const { key, isSubAgent, byProgram } = about;
  switch (record["type"]) {
    case "user": {
      const prompt = isSubAgent ? undefined : promptIn(record, unknown);
      if (prompt === undefined) return [];
      return [{ kind: "user-message", key, ...prompt, automated: prompt.automated || byProgram }];
    }
    case "system":
      if (isSubAgent || !isCommand(record)) return [];
      return [{ kind: "user-action", key, action: "command", automated: byProgram }];
    case "assistant":
      return isPresent(record["subtype"]) ? [] : fromModel(record, about);
    case "tool_result":
      return fromTools(record, about);
    default:
      return [];
  }
}

function fromModel(record: JsonObject, { key, isSubAgent }: About): readonly Payload[] {
  const agentId = isSubAgent ? readId(record["agentId"]) : undefined;
  const parts = partsOf(memberOf(record["message"], "parts"));
  const calls = parts.flatMap((part, index) => {
    const call = memberOf(part, "functionCall");
    if (!isObject(call)) return [];
    const tool = readText(call["name"]) ?? "unknown";
    const use: Payload = {
      kind: "tool-use",
      key: readId(call["id"]) ?? `${key}-${index}`,
      tool,
      file: fileOf(tool, call["args"]),
      timeoutMs: tool === "run_shell_command" ? readMillis(memberOf(call["args"], "timeout")) : undefined,
      agentId,
    };
    return [use];
  });
  if (calls.length > 0) return calls;
  const text = parts
    .filter((part) => memberOf(part, "thought") !== true)
    .map((part) => textOfPart(part) ?? "")
    .join("")
    .trim();
  if (text === "") return [];
  return [{ kind: "agent-message", key, length: Buffer.byteLength(text), model: readText(record["model"]), agentId }];
}

/** Older versions call the path of a file that is read so. */
function fileOf(tool: string, args: unknown): string | undefined {
  const older = toolKind(tool, facts.tools) === "file_read" ? readText(memberOf(args, "absolute_path")) : undefined;
  return toolPath(facts.tools, tool, args) ?? older;
}

function fromTools(record: JsonObject, { isSubAgent, byProgram, took }: About): readonly Payload[] {
  const agentId = isSubAgent ? readId(record["agentId"]) : undefined;
  const ok = outcomeOf(record);
  return partsOf(memberOf(record["message"], "parts")).flatMap((part): readonly Payload[] => {
    const answer = memberOf(part, "functionResponse");
    const key = readId(memberOf(answer, "id"));
    if (key === undefined) return [];
    const [, durationMs] = took.find(([id]) => id === key) ?? [];
    const action = isSubAgent ? undefined : decisionOn(memberOf(answer, "name"), part);
    return [
      ...(ok === undefined ? [] : [{ kind: "tool-result" as const, key, ok, durationMs, agentId }]),
      ...(action === undefined ? [] : [{ kind: "user-action" as const, key, action, automated: byProgram }]),
    ];
  });
}
