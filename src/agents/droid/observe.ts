import type { Action, Observation } from "../../events/observation.ts";
import { isObject, type JsonObject } from "../../lib/json.ts";
import { blocksOf, hasBlock, textOfBlocks } from "../../logs/record/blocks.ts";
import { readId, readText } from "../../logs/record/fields.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { doneWaitingFor, waitingFor, type TurnClock } from "../../logs/record/turn-clock.ts";
import { facts } from "./facts.ts";
import { isShownToBoth, promptIn } from "./prompt.ts";
import { turnOf, type Turn } from "./turn.ts";

/** Tools that wait for the person: for an answer, for his word on a plan. */
const WAITING = new Set(["AskUser", "ExitSpecMode"]);

/** Where and when a message stands. */
interface Stamped {
  readonly at: string;
  readonly key: string;
  readonly agentId: string | undefined;
  readonly turn: Turn | null;
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
): { readonly seen: readonly Payload[]; readonly turn: Turn | null } {
  const { at, key, agentId } = stamped;
  if (message["role"] === "assistant") return fromModel(message, stamped);
  const prompt = promptIn(message, unknown);
  if (prompt !== undefined) {
    // What a sub-agent is asked, its caller wrote.
    if (agentId !== undefined) return { seen: [], turn: null };
    const permissionMode = readText(message["interactionMode"]);
    return { seen: [{ kind: "user-message", key, ...prompt, permissionMode }], turn: turnOf(key, at) };
  }
  return fromTools(message, stamped);
}

function fromModel(message: JsonObject, { at, key, agentId, turn }: Stamped) {
  const blocks = blocksOf(message["content"]);
  const seen: Payload[] = [];
  let clock = turn?.clock;
  for (const [index, block] of blocks.entries()) {
    if (!isObject(block) || block["type"] !== "tool_use") continue;
    const id = readId(block["id"]) ?? `${key}-${index}`;
    const tool = readText(block["name"]) ?? "unknown";
    seen.push({ kind: "tool-use", key: id, tool, file: toolPath(facts.tools, tool, block["input"]), agentId });
    if (clock !== undefined && WAITING.has(tool)) clock = waitingFor(clock, `${tool} ${id}`, Date.parse(at));
  }
  const text = textOfBlocks(blocks);
  if (text !== "" && !hasBlock(blocks, "tool_use") && isShownToBoth(message) && message["isError"] !== true) {
    const model = readText(message["modelId"]);
    seen.push({ kind: "agent-message", key, length: Buffer.byteLength(text), model, agentId });
  }
  return { seen, turn: after(turn, clock, at) };
}

function fromTools(message: JsonObject, { at, key, agentId, turn }: Stamped) {
  const seen: Payload[] = [];
  let clock = turn?.clock;
  for (const block of blocksOf(message["content"])) {
    if (!isObject(block) || block["type"] !== "tool_result") continue;
    const id = readId(block["tool_use_id"]);
    if (id === undefined) continue;
    if (clock !== undefined) for (const tool of WAITING) clock = doneWaitingFor(clock, `${tool} ${id}`, Date.parse(at));
    const ok = block["is_error"] !== true;
    seen.push({ kind: "tool-result", key: id, ok, agentId });
    const action = agentId === undefined && isPlan(turn, id) ? decisionIn(block["content"]) : undefined;
    if (action !== undefined) seen.push({ kind: "user-action", key, action, automated: false });
  }
  return { seen, turn: seen.length === 0 ? turn : after(turn, clock, at) };
}

/** The turn after a message of it. */
function after(turn: Turn | null, clock: TurnClock | undefined, at: string): Turn | null {
  return turn === null || clock === undefined ? null : { ...turn, clock, last: at };
}

function isPlan(turn: Turn | null, id: string): boolean {
  return turn?.clock.waits.includes(`ExitSpecMode ${id}`) === true;
}

/** What the person said to a plan, as Droid tells the model. */
function decisionIn(content: unknown): Action | undefined {
  const text = textOfBlocks(blocksOf(content));
  if (/^(?:Spec mode exited\. The user approved|Specification (?:was|has been) approved)/.test(text)) return "approve";
  return text.startsWith("Plan not approved") ? "reject" : undefined;
}
