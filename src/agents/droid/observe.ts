import type { Action, Placeless } from "../../events/observation.ts";
import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { blocksOf, hasBlock, textOfBlocks, thoughtsIn } from "../../logs/record/blocks.ts";
import { readId, readText } from "../../logs/record/fields.ts";
import { openCall, withOpen, withoutOpen, type OpenCalls } from "../../logs/record/open-calls.ts";
import { worded } from "../../logs/record/worded.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { doneWaitingFor, waitingFor, type TurnClock } from "../../logs/record/turn-clock.ts";
import { facts } from "./facts.ts";
import { isShownToBoth, promptIn } from "./prompt.ts";
import { goingOn, withTurn, type Turns } from "./turn.ts";

/** Tools that wait for the person: for an answer, for his word on a plan. */
const WAITING = new Set(["AskUser", "ExitSpecMode"]);
/** Tools that Droid lets run at every level of autonomy. Of others it may ask first, and logs no such wait. */
const UNASKED = new Set([...WAITING, "Read", "LS", "Grep", "Glob"]);

/** Where and when a message stands. */
interface Stamped {
  readonly at: string;
  readonly key: string;
  readonly agentId: string | undefined;
  readonly turns: Turns;
  readonly calls: OpenCalls;
}

export type Payload = Placeless<"at">;

interface Shown {
  readonly seen: readonly Payload[];
  readonly turns: Turns;
  readonly calls: OpenCalls;
}

/** What a message shows, and the turns and calls after it. */
export function observe(message: JsonObject, stamped: Stamped, unknown: (field: string, value: string) => void): Shown {
  const { at, key, agentId, turns, calls } = stamped;
  if (message["role"] === "assistant") return fromModel(message, stamped);
  const prompt = promptIn(message, unknown);
  if (prompt !== undefined) {
    // What a sub-agent is asked, its caller wrote.
    if (agentId !== undefined) return { seen: [], turns, calls };
    const permissionMode = readText(message["interactionMode"]);
    return { seen: [{ kind: "user-message", key, ...prompt, permissionMode }], turns: withTurn(turns, key, at), calls };
  }
  return fromTools(message, stamped);
}

function fromModel(message: JsonObject, { at, key, agentId, turns, calls: before }: Stamped): Shown {
  const blocks = blocksOf(message["content"]);
  const seen: Payload[] = [];
  const waits: string[] = [];
  let [calls, isSure] = [before, true];
  for (const [index, block] of blocks.entries()) {
    if (!isObject(block) || block["type"] !== "tool_use") continue;
    const use = `${key}-${index}`;
    const tool = readText(block["name"]) ?? "unknown";
    seen.push({ kind: "tool-use", key: use, tool, file: toolPath(facts.tools, tool, block["input"]), agentId });
    calls = withOpen(calls, readId(block["id"]), use, tool);
    if (WAITING.has(tool)) waits.push(use);
    isSure &&= UNASKED.has(tool);
  }
  for (const said of thoughtsIn(blocks)) seen.push({ kind: "aside", of: "reasoning", key, ...said, agentId });
  const text = textOfBlocks(blocks);
  if (text !== "" && isShownToBoth(message) && message["isError"] !== true) {
    const said = { key, ...worded(text), model: readText(message["modelId"]), agentId };
    const isAnswer = !hasBlock(blocks, "tool_use");
    seen.push(isAnswer ? { kind: "agent-message", ...said } : { kind: "aside", of: "words", ...said });
  }
  const begin = (clock: TurnClock, now: number) => waits.reduce((each, use) => waitingFor(each, use, now), clock);
  return { seen, turns: isSure ? goingOn(turns, at, begin) : [], calls };
}

function fromTools(message: JsonObject, { at, key, agentId, turns, calls: before }: Stamped): Shown {
  const seen: Payload[] = [];
  const ended: string[] = [];
  let [calls, isSure] = [before, true];
  for (const block of blocksOf(message["content"])) {
    if (!isObject(block) || block["type"] !== "tool_result") continue;
    const id = readId(block["tool_use_id"]);
    const call = openCall(calls, id);
    if (call === undefined) continue;
    calls = withoutOpen(calls, id);
    ended.push(call.key);
    isSure &&= UNASKED.has(call.tool);
    seen.push({ kind: "tool-result", key: call.key, ok: block["is_error"] !== true, agentId });
    const isPlan = agentId === undefined && call.tool === "ExitSpecMode";
    const action = isPlan ? decisionIn(block["content"]) : undefined;
    if (action !== undefined) seen.push({ kind: "user-action", key, action, automated: false });
  }
  if (seen.length === 0) return { seen, turns, calls };
  const end = (clock: TurnClock, now: number) => ended.reduce((each, use) => doneWaitingFor(each, use, now), clock);
  return { seen, turns: isSure ? goingOn(turns, at, end) : [], calls };
}

/** What the person said to a plan, as Droid tells the model. */
function decisionIn(content: unknown): Action | undefined {
  const text = textOfBlocks(blocksOf(content));
  if (/^(?:Spec mode exited\. The user approved|Specification (?:was|has been) approved)/.test(text)) return "approve";
  return text.startsWith("Plan not approved") ? "reject" : undefined;
}
