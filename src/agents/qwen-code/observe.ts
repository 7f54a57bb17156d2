import type { Placeless } from "../../events/observation.ts";
import { toolKind } from "../../events/tool-kind.ts";
import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { partsOf, textOfPart } from "../../log-formats/google-content.ts";
import { isPresent, memberOf, readId, readMillis, readText } from "../../logs/record/fields.ts";
import { openCall, withOpen, withoutOpen, type OpenCalls } from "../../logs/record/open-calls.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { worded } from "../../logs/record/worded.ts";
import { decisionOn, outcomeOf, type Took } from "./calls.ts";
import { facts } from "./facts.ts";
import { faultIn, usageOf } from "./usage.ts";
import { isCommand, promptIn, type Unknown } from "./person.ts";

/** What is known of a record beside what it says. */
interface About {
  /** Its own id, or what stands for it. */
  readonly key: string;
  readonly isSubAgent: boolean;
  readonly byProgram: boolean;
  readonly took: Took;
  readonly calls: OpenCalls;
  /** Whether a command sent what a `user` record holds. */
  readonly isSent: boolean;
}

export type Payload = Placeless<"at">;

interface Shown {
  readonly seen: readonly Payload[];
  readonly calls: OpenCalls;
}

/** What a record shows, and the calls that are open after it. */
export function observe(record: JsonObject, about: About, unknown: Unknown): Shown {
  const { calls } = about;
  switch (record["type"]) {
    case "assistant":
      return isPresent(record["subtype"]) ? { seen: [], calls } : answered(record, about);
    case "tool_result":
      return fromTools(record, about);
    default:
      return { seen: fromPerson(record, about, unknown), calls };
  }
}

function fromPerson(record: JsonObject, about: About, unknown: Unknown): readonly Payload[] {
  const { key, isSubAgent, byProgram, isSent } = about;
  switch (record["type"]) {
    case "user": {
      const prompt = isSubAgent ? undefined : promptIn(record, unknown);
      if (prompt === undefined || (isSent && !isPresent(record["subtype"]))) return [];
      return [{ kind: "user-message", key, ...prompt, automated: prompt.automated || byProgram }];
    }
    case "system":
      if (isSubAgent || !isCommand(record)) return faultIn(record, key);
      return [
        {
          kind: "user-action",
          key,
          action: "command",
          automated: byProgram,
          text: readText(memberOf(record["systemPayload"], "rawCommand")),
        },
      ];
    default:
      return [];
  }
}

function answered(record: JsonObject, about: About): Shown {
  const { seen, calls } = fromModel(record, about);
  const agentId = about.isSubAgent ? readId(record["agentId"]) : undefined;
  return { seen: [...seen, ...usageOf(record, about.key, agentId)], calls };
}

function fromModel(record: JsonObject, { key, isSubAgent, calls: before }: About): Shown {
  const agentId = isSubAgent ? readId(record["agentId"]) : undefined;
  const parts = partsOf(memberOf(record["message"], "parts"));
  const seen: Payload[] = [];
  let calls = before;
  for (const [index, part] of parts.entries()) {
    const call = memberOf(part, "functionCall");
    if (!isObject(call)) continue;
    const use = `${key}-${index}`;
    const tool = readText(call["name"]) ?? "unknown";
    const timeoutMs = tool === "run_shell_command" ? readMillis(memberOf(call["args"], "timeout")) : undefined;
    seen.push({ kind: "tool-use", key: use, tool, file: fileOf(tool, call["args"]), timeoutMs, agentId });
    calls = withOpen(calls, readId(call["id"]), use, tool);
  }
  const isAnswer = seen.length === 0;
  const thought = textOf(parts.filter(isThought));
  if (thought !== "") seen.push({ kind: "aside", of: "reasoning", key, ...worded(thought), agentId });
  const text = textOf(parts.filter((part) => !isThought(part)));
  const said = { key, ...worded(text), model: readText(record["model"]), agentId };
  if (text !== "") seen.push(isAnswer ? { kind: "agent-message", ...said } : { kind: "aside", of: "words", ...said });
  return { seen, calls };
}

function isThought(part: unknown): boolean {
  return memberOf(part, "thought") === true;
}

function textOf(parts: readonly unknown[]): string {
  return parts
    .map((part) => textOfPart(part) ?? "")
    .join("")
    .trim();
}

/** Older versions call the path of a file that is read so. */
function fileOf(tool: string, args: unknown): string | undefined {
  const older = toolKind(tool, facts.tools) === "file_read" ? readText(memberOf(args, "absolute_path")) : undefined;
  return toolPath(facts.tools, tool, args) ?? older;
}

function fromTools(record: JsonObject, { key, isSubAgent, byProgram, took, calls: before }: About): Shown {
  const agentId = isSubAgent ? readId(record["agentId"]) : undefined;
  const ok = outcomeOf(record);
  const seen: Payload[] = [];
  let calls = before;
  for (const [index, part] of partsOf(memberOf(record["message"], "parts")).entries()) {
    const id = readId(memberOf(memberOf(part, "functionResponse"), "id"));
    const call = openCall(calls, id);
    if (call === undefined) continue;
    calls = withoutOpen(calls, id);
    const [, durationMs] = took.find(([each]) => each === id) ?? [];
    if (ok !== undefined) seen.push({ kind: "tool-result", key: call.key, ok, durationMs, agentId });
    const action = isSubAgent ? undefined : decisionOn(call.tool, part);
    const decision = index === 0 ? key : `${key}-${index}`;
    if (action !== undefined) seen.push({ kind: "user-action", key: decision, action, automated: byProgram });
  }
  return { seen, calls };
}
