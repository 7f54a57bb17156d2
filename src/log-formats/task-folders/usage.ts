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

/** Whether the agent has gone on behind a request: only then are its figures written for the last time. */
export function isOver(later: UiMessage): boolean {
  return later.sort === "api_req_started" || later.type === "ask";
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
