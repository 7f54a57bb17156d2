import type { Observation, SessionChanged } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { memberOf, readText } from "../../logs/record/fields.ts";
import { readCost, readStatus, readTokens, tokensIn } from "../../logs/record/usage-so-far.ts";
import { common, isSubAgent, type Work } from "./observe.ts";

/** An answer of the agent, whose figures are final. */
export interface Answer {
  readonly id: string;
  readonly created: number;
  readonly record: JsonObject;
  readonly model: string | undefined;
}

/** What an answer took. OpenCode tells what reasoning took beside the output. */
export function usageOf(work: Work, { id, created, record, model }: Answer): Observation | undefined {
  const at = canonicalMillis(created);
  const { tokens, cost } = record;
  const reasoningTokens = readTokens(memberOf(tokens, "reasoning"));
  const cache = memberOf(tokens, "cache");
  const figures = {
    inputTokens: readTokens(memberOf(tokens, "input")),
    outputTokens: (readTokens(memberOf(tokens, "output")) ?? 0) + (reasoningTokens ?? 0),
    cacheReadTokens: readTokens(memberOf(cache, "read")),
    cacheWriteTokens: readTokens(memberOf(cache, "write")),
    reasoningTokens,
    costUsd: readCost(cost),
  };
  if (at === undefined || tokensIn(figures) === 0) return undefined;
  return { kind: "usage", ...common(work, at), key: id, model, agentId: agentOf(work), ...figures };
}

/** That there was an error of the provider, if an error is one: it was shown in the place of an answer, or tried again. */
export function faultOf(
  work: Work,
  { id, created, error }: { readonly id: string; readonly created: number; readonly error: unknown },
): Observation | undefined {
  const at = canonicalMillis(created);
  const name = readText(memberOf(error, "name")) ?? readText(memberOf(error, "type"));
  if (at === undefined || name === undefined || !PROVIDERS.test(name)) return undefined;
  const status = readStatus(memberOf(memberOf(error, "data"), "statusCode") ?? memberOf(error, "status"));
  return { kind: "error", ...common(work, at), key: id, status, agentId: agentOf(work) };
}

/** That a session was compacted. What becomes of a sub-agent's own is not the person's session's. */
export function compacted(work: Work, created: number): SessionChanged | undefined {
  const at = canonicalMillis(created);
  if (at === undefined || isSubAgent(work)) return undefined;
  return { kind: "session-changed", ...common(work, at), action: "compacted" };
}

/** Errors of a provider and not of the person or a tool: `APIError`, `ProviderAuthError`, `provider.rate-limit`. */
const PROVIDERS = /^(?:APIError|Provider|provider)/;

function agentOf(work: Work): string | undefined {
  return isSubAgent(work) ? work.session.id : undefined;
}
