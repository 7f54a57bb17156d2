import type { StoredEvent } from "../events/stored-event.ts";
import { amount, grouped } from "../lib/text/amount.ts";

/** What `agent_usage` counts, in the order in which it is told. */
export const TOKENS = ["input", "output", "cache_read", "cache_write", "reasoning"] as const;

/** Tokens, by what they are of; what nothing was said of is absent. */
export type Usage = Readonly<Partial<Record<(typeof TOKENS)[number], number>>>;

/** The tokens that an event tells of. */
export function usageOf(event: StoredEvent): Usage {
  return Object.fromEntries(
    TOKENS.flatMap((name) => {
      const value = event[`${name}_tokens`];
      return typeof value === "number" && value >= 0 ? [[name, value]] : [];
    }),
  );
}

/** The sum of two; `undefined` where neither is known. */
export function addUsage(a: Usage | undefined, b: Usage | undefined): Usage | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Object.fromEntries(
    TOKENS.flatMap((name) => {
      if (a[name] === undefined && b[name] === undefined) return [];
      return [[name, (a[name] ?? 0) + (b[name] ?? 0)]];
    }),
  );
}

/** `input_tokens` and the others, for JSON. */
export function usageJson(usage: Usage): Readonly<Record<string, number>> {
  return Object.fromEntries(
    TOKENS.flatMap((name) => (usage[name] === undefined ? [] : [[`${name}_tokens`, usage[name]]])),
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
