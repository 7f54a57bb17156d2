import type { StoredEvent } from "../events/stored-event.ts";
import { amount, grouped } from "../lib/text/amount.ts";

/** The type of the events that tell of tokens. */
export const USAGE_TYPE = "agent_usage";

/** What a person reads of `agent_usage`, in the order in which it is told. */
export const TOKENS = ["input", "output", "cache_read", "cache_write", "reasoning"] as const;
export type TokenKind = (typeof TOKENS)[number];

/** All that it counts, each with a price of its own: of what goes to a cache also what it keeps for an hour. */
export const COUNTED = [...TOKENS, "cache_write_1h"] as const;
export type CountedKind = (typeof COUNTED)[number];

/** The members of events and of JSON that tell of them. */
const MEMBERS = {
  input: "input_tokens",
  output: "output_tokens",
  cache_read: "cache_read_tokens",
  cache_write: "cache_write_tokens",
  reasoning: "reasoning_tokens",
  cache_write_1h: "cache_write_1h_tokens",
} as const satisfies Record<CountedKind, string>;

/** Tokens, by what they are of; what nothing was said of is absent. */
export type Usage = Readonly<Partial<Record<CountedKind, number>>>;

/** The tokens that an event tells of: whole numbers alone. */
export function usageOf(event: StoredEvent): Usage {
  const usage: { -readonly [Kind in keyof Usage]: Usage[Kind] } = {};
  for (const name of COUNTED) {
    const value = event[MEMBERS[name]];
    if (Number.isSafeInteger(value) && Number(value) >= 0) usage[name] = Number(value);
  }
  return usage;
}

/** The sum of two; `undefined` where neither is known. */
export function addUsage(a: Usage | undefined, b: Usage | undefined): Usage | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const sum: { -readonly [Kind in keyof Usage]: Usage[Kind] } = {};
  for (const name of COUNTED)
    if (a[name] !== undefined || b[name] !== undefined) sum[name] = (a[name] ?? 0) + (b[name] ?? 0);
  return sum;
}

/** All of them, each token once: those of reasoning are a part of the output, those kept for an hour of the cache's. */
export function tokensIn({ input = 0, output = 0, cache_read: read = 0, cache_write: written = 0 }: Usage): number {
  return input + output + read + written;
}

/** `input_tokens` and the others, for JSON. */
export function usageJson(usage: Usage): Readonly<Record<string, number>> {
  return Object.fromEntries(
    COUNTED.flatMap((name) => (usage[name] === undefined ? [] : [[MEMBERS[name], usage[name]]])),
  );
}

/** `1,200 tokens of input, 300 of output`. */
export function usageText(usage: Usage): string {
  const parts = TOKENS.flatMap((name) => {
    const number = usage[name];
    return number === undefined ? [] : [[number, name.replace("_", " ")] as const];
  });
  return parts
    .map(([number, name], at) => `${at === 0 ? amount(number, "token") : grouped(number)} of ${name}`)
    .join(", ");
}
