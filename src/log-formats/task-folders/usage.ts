import type { Observation } from "../../events/observation.ts";
import { parseObject } from "../../lib/json/json.ts";
import { figuresOf } from "../../logs/record/figures.ts";
import { readStatus, readTokens } from "../../logs/record/usage-so-far.ts";
import type { UiMessage } from "./ui-message.ts";

/** What all observations of a message have. */
interface Common {
  readonly at: string;
  readonly key: string;
  readonly sessionId: string;
  readonly cwd: string | undefined;
  readonly agentId: string | undefined;
}

/** A task goes on that was left: the request before was over, however it ended. */
const RESUMED = new Set(["resume_task", "resume_completed_task"]);

/**
 * The place of the message before which all requests have the figures that they keep. `isAnswered` tells it of the last
 * request, where nothing but a question of the agent's stands behind it.
 */
export function settledBefore(messages: readonly UiMessage[], isAnswered: (last: UiMessage) => boolean): number {
  const later = messages.findLastIndex(({ role, sort }) => role === "request" || RESUMED.has(sort));
  const asked = messages.findLastIndex(({ type, isPartial }) => type === "ask" && !isPartial);
  const last = messages[later];
  return last?.role === "request" && asked > later && isAnswered(last) ? asked : later;
}

/** What a request to the model took, by the message of its begin, which is written anew at its end. */
export function* takenBy({ text, model }: UiMessage, common: Common): Generator<Observation> {
  const said = parseObject(text);
  if (said === undefined || typeof said["cost"] !== "number") return;
  const [read, written] = [readTokens(said["cacheReads"]) ?? 0, readTokens(said["cacheWrites"]) ?? 0];
  const input = readTokens(said["tokensIn"]) ?? 0;
  const figures = figuresOf(
    { input, output: said["tokensOut"], cacheRead: read, cacheWrite: written, cost: said["cost"] },
    // Roo Code counts the cache as input since autumn 2025; what is less than the cache does not hold it.
    { inputHoldsCache: said["apiProtocol"] !== undefined && input >= read + written },
  );
  if (figures !== undefined) yield { kind: "usage", ...common, model, ...figures };
}

/** That a request failed and the person was asked what now. */
export function failed({ text }: UiMessage, common: Common): Observation {
  const status = parseObject(text)?.["status"];
  return { kind: "error", ...common, status: readStatus(status) };
}
