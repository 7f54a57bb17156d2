import type { Figures, Observation, Usage } from "../../../events/observation.ts";
import { memberOf, readId, readText } from "../../../logs/record/fields.ts";
import { readCost, readTokens, tokensIn, type UsageSoFar } from "../../../logs/record/usage-so-far.ts";
import { common, keyOf, type CountingRecord } from "../record.ts";

/** Whose record it is. */
export interface Speaker {
  readonly isSubAgent: boolean;
  readonly agentId: string | undefined;
}

/**
 * What a record of an answer adds to what its message took. Claude Code writes a line for each block of a message, and
 * each says what the message took so far.
 *
 * Old logs keep lines of sub-agents a second time, but not all of them: what names an event is therefore the message and
 * how much was said of it, not the line and its time. Where only some lines are kept, the output has grown in other
 * steps; so the messages of sub-agents give their output apart, and what they were given counts once in any case.
 */
export function usageOf(
  record: CountingRecord,
  bytes: Buffer,
  { isSubAgent, agentId }: Speaker,
  soFar: UsageSoFar,
): readonly Observation[] {
  const { message, isApiErrorMessage, requestId, uuid, costUSD } = record.fields;
  const model = readText(memberOf(message, "model"));
  if (isApiErrorMessage === true || model === "<synthetic>") return [];
  const figures = figuresIn(memberOf(message, "usage"), costUSD);
  const id = readId(memberOf(message, "id")) ?? readId(requestId);
  const observed = { kind: "usage", ...common(record), model, agentId } as const;
  if (id === undefined)
    return tokensIn(figures) === 0 ? [] : [{ ...observed, key: keyOf(uuid, bytes), ...figures } satisfies Usage];
  const more = soFar.grown(id, figures);
  if (more === undefined) return [];
  const said = soFar.said(id);
  const timeless = { ...observed, isTimeless: true } as const;
  if (!isSubAgent) return [{ ...timeless, key: `${id}-${tokensIn(said)}`, ...more }];
  const { outputTokens = 0, reasoningTokens, ...given } = more;
  const output = said.outputTokens ?? 0;
  return [
    ...(tokensIn(given) > 0 ? [{ ...timeless, key: `${id}-in-${tokensIn(said) - output}`, ...given }] : []),
    ...(outputTokens > 0 ? [{ ...timeless, key: `${id}-out-${output}`, outputTokens, reasoningTokens }] : []),
  ];
}

function figuresIn(usage: unknown, cost: unknown): Figures {
  return {
    inputTokens: readTokens(memberOf(usage, "input_tokens")),
    outputTokens: readTokens(memberOf(usage, "output_tokens")),
    cacheReadTokens: readTokens(memberOf(usage, "cache_read_input_tokens")),
    cacheWriteTokens: readTokens(memberOf(usage, "cache_creation_input_tokens")),
    cacheWrite1hTokens: readTokens(memberOf(memberOf(usage, "cache_creation"), "ephemeral_1h_input_tokens")),
    reasoningTokens: readTokens(memberOf(memberOf(usage, "output_tokens_details"), "thinking_tokens")),
    costUsd: readCost(cost),
  };
}
