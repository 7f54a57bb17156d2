import type { Placeless } from "../../events/observation.ts";
import { toolKind } from "../../events/tool-kind.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { readId, memberOf, isPresent, readText } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { worded } from "../../logs/record/worded.ts";
import { callWith, withCall, withoutCall, withWait, type Calls } from "./calls.ts";
import { facts } from "./facts.ts";
import { answerTo, decisionIn, isInterrupt, promptIn, type Unknown } from "./person.ts";
import { withoutWaitFor, withWaitFor, type Turn } from "./turn.ts";
import { answered, faultIn, taken, type Told } from "./usage.ts";

/** A record of the person or of the agent. */
export interface Acted {
  readonly type: string;
  readonly data: JsonObject;
  readonly agentId: unknown;
  readonly at: string;
  /** The record's own id, or what stands for it. */
  readonly key: string;
}

/** What is known by the records before, and changes with the record. */
export interface Before {
  calls: Calls;
  turn: Turn;
  told: Told;
  /** The mode that the session is in, as far as it is told. */
  readonly mode: string | null;
}

export type Payload = Placeless<"at">;

/** What a record shows, and notes in `before` what later ones need of it. */
export function observe({ type, data, agentId: agent, at, key }: Acted, before: Before, unknown: Unknown): Payload[] {
  const agentId = readId(agent);
  const callId = readId(data["toolCallId"]);
  switch (type) {
    case "user.message":
      return isPresent(agent) ? [] : fromPerson(data, { key, mode: before.mode }, unknown);
    case "abort":
      if (isPresent(agent) || !isInterrupt(data, unknown)) return [];
      return [{ kind: "user-action", key, action: "interrupt", automated: false }];
    case "tool.user_requested": {
      const tool = toolOf(data);
      before.calls = withCall(before.calls, callId, { key: null, tool, at, waits: false });
      const action = toolKind(tool, facts.tools) === "shell" ? "shell" : "command";
      return [{ kind: "user-action", key, action, automated: false }];
    }
    case "tool.execution_start": {
      if (callWith(before.calls, callId)?.key === null) return [];
      const tool = toolOf(data);
      const waits = tool === "ask_user" || tool === "exit_plan_mode";
      before.calls = withCall(before.calls, callId, { key, tool, at, waits });
      if (waits && callId !== undefined) before.turn = withWaitFor(before.turn, callId, at);
      return [{ kind: "tool-use", key, tool, file: toolPath(facts.tools, tool, data["arguments"]), agentId }];
    }
    case "tool.execution_complete":
      return ended(data, { key, at, agentId }, before);
    case "permission.requested": {
      if (data["resolvedByHook"] === true) return [];
      const requestId = readId(data["requestId"]);
      before.calls = withWait(before.calls, readId(memberOf(data["permissionRequest"], "toolCallId")));
      if (requestId !== undefined) before.turn = withWaitFor(before.turn, requestId, at);
      return [];
    }
    case "permission.completed": {
      before.turn = withoutWaitFor(before.turn, readId(data["requestId"]) ?? "", at);
      const action = decisionIn(data, unknown);
      return action === undefined ? [] : [{ kind: "user-action", key, action, automated: false }];
    }
    case "assistant.message": {
      const { content, toolRequests } = data;
      const text = typeof content === "string" ? content.trim() : "";
      const took = answered(before.told, { key, data, agentId });
      before.told = took.told;
      const thought = readText(data["reasoningText"]);
      const seen: Payload[] =
        thought === undefined ? [] : [{ kind: "aside", of: "reasoning", key, ...worded(thought), agentId }];
      if (text === "") return [...seen, ...took.seen];
      const said = { key, ...worded(text), model: readText(data["model"]), agentId };
      const isBesideCalls = Array.isArray(toolRequests) && toolRequests.length > 0;
      seen.push(isBesideCalls ? { kind: "aside", of: "words", ...said } : { kind: "agent-message", ...said });
      return [...seen, ...took.seen];
    }
    case "session.shutdown": {
      const { seen, told } = taken(before.told, { key, data });
      before.told = told;
      return seen;
    }
    case "session.error":
      return faultIn({ key, data, agentId });
    default:
      return [];
  }
}

function toolOf(data: JsonObject): string {
  return readText(data["toolName"]) ?? "unknown";
}

function fromPerson(
  data: JsonObject,
  { key, mode }: { readonly key: string; readonly mode: string | null },
  unknown: Unknown,
): Payload[] {
  const prompt = promptIn(data, unknown);
  if (prompt === undefined) return [];
  const permissionMode = readText(data["agentMode"]) ?? mode ?? undefined;
  if (permissionMode === "shell") return [{ kind: "user-action", key, action: "shell", automated: false }];
  return [{ kind: "user-message", key, ...prompt, permissionMode, automated: false }];
}

/** What the end of a call shows: a call whose beginning was not told shows nothing. */
function ended(
  data: JsonObject,
  { key, at, agentId }: { readonly key: string; readonly at: string; readonly agentId: string | undefined },
  before: Before,
): Payload[] {
  const callId = readId(data["toolCallId"]);
  const call = callWith(before.calls, callId);
  before.calls = withoutCall(before.calls, callId);
  before.turn = withoutWaitFor(before.turn, callId ?? "", at);
  if (call === undefined || call.key === null) return [];
  const action = answerTo(call.tool, data);
  // How long a call took is not told; what it waited for the person is none of it.
  const took = call.waits ? -1 : Date.parse(at) - Date.parse(call.at);
  const durationMs = took < 0 ? undefined : took;
  return [
    { kind: "tool-result", key: call.key, ok: data["success"] === true, durationMs, agentId },
    ...(action === undefined ? [] : [{ kind: "user-action" as const, key, action, automated: false }]),
  ];
}
