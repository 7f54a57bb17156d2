import type { Action, Observation } from "../../events/observation.ts";
import { isObject, type JsonObject } from "../../lib/json.ts";
import { blocksOf, hasBlock, textOfBlocks } from "../../logs/record/blocks.ts";
import { readId, readText } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { doneWaitingFor, waitingFor, type TurnClock } from "../../logs/record/turn-clock.ts";
import { facts } from "./facts.ts";
import { isShownToBoth, promptIn } from "./prompt.ts";
import { goingOn, withTurn, type Turns } from "./turn.ts";

/** Tools that wait for the person: for an answer, for his word on a plan. */
const WAITING = new Set(["AskUser", "ExitSpecMode"]);

/** Where and when a message stands. */
interface Stamped {
  readonly at: string;
  readonly key: string;
  readonly agentId: string | undefined;
  readonly turns: Turns;
}

export type Payload = Observation extends infer Each
  ? Each extends { key: string }
    ? Omit<Each, "at" | "sessionId" | "cwd" | "gitBranch">
    : never
  : never;

/** What a message shows, and the turn after it. */
export function observe(
  message: JsonObject,
  stamped: Stamped,
  unknown: (field: string, value: string) => void,
): { readonly seen: readonly Payload[]; readonly turns: Turns } {
  const { at, key, agentId, turns } = stamped;
  if (message["role"] === "assistant") return fromModel(message, stamped);
  const prompt = promptIn(message, unknown);
  if (prompt !== undefined) {
    // What a sub-agent is asked, its caller wrote.
    if (agentId !== undefined) return { seen: [], turns };
    const permissionMode = readText(message["interactionMode"]);
    return { seen: [{ kind: "user-message", key, ...prompt, permissionMode }], turns: withTurn(turns, key, at) };
  }
  return fromTools(message, stamped);
}

function fromModel(message: JsonObject, { at, key, agentId, turns }: Stamped) {
  const blocks = blocksOf(message["content"]);
  const seen: Payload[] = [];
  const waits: string[] = [];
  for (const [index, block] of blocks.entries()) {
    if (!isObject(block) || block["type"] !== "tool_use") continue;
    const id = readId(block["id"]) ?? `${key}-${index}`;
    const tool = readText(block["name"]) ?? "unknown";
    seen.push({ kind: "tool-use", key: id, tool, file: toolPath(facts.tools, tool, block["input"]), agentId });
    if (WAITING.has(tool)) waits.push(`${tool} ${id}`);
  }
  const text = textOfBlocks(blocks);
  if (text !== "" && !hasBlock(blocks, "tool_use") && isShownToBoth(message) && message["isError"] !== true) {
    const model = readText(message["modelId"]);
    seen.push({ kind: "agent-message", key, length: Buffer.byteLength(text), model, agentId });
  }
  const begin = (clock: TurnClock, now: number) => waits.reduce((each, id) => waitingFor(each, id, now), clock);
  return { seen, turns: goingOn(turns, at, begin) };
}

function fromTools(message: JsonObject, { at, key, agentId, turns }: Stamped) {
  const seen: Payload[] = [];
  const ended: string[] = [];
  for (const block of blocksOf(message["content"])) {
    if (!isObject(block) || block["type"] !== "tool_result") continue;
    const id = readId(block["tool_use_id"]);
    if (id === undefined) continue;
    for (const tool of WAITING) ended.push(`${tool} ${id}`);
    const ok = block["is_error"] !== true;
    seen.push({ kind: "tool-result", key: id, ok, agentId });
    const action = agentId === undefined && isPlan(turns, id) ? decisionIn(block["content"]) : undefined;
    if (action !== undefined) seen.push({ kind: "user-action", key, action, automated: false });
  }
  if (seen.length === 0) return { seen, turns };
  const end = (clock: TurnClock, now: number) => ended.reduce((each, id) => doneWaitingFor(each, id, now), clock);
  return { seen, turns: goingOn(turns, at, end) };
}

function isPlan(turns: Turns, id: string): boolean {
  return turns.some(({ clock }) => clock.waits.includes(`ExitSpecMode ${id}`));
}

/** What the person said to a plan, as Droid tells the model. */
function decisionIn(content: unknown): Action | undefined {
  const text = textOfBlocks(blocksOf(content));
  if (/^(?:Spec mode exited\. The user approved|Specification (?:was|has been) approved)/.test(text)) return "approve";
  return text.startsWith("Plan not approved") ? "reject" : undefined;
}
