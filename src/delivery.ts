import { isObject } from "./lib/json/json.ts";

/**
 * What an export gives to its consumer, by a name that no other has. `tt import` notes the name in its store together
 * with the last of the events, and the exporter keeps it with its positions: a store that does not know it is another
 * one, or an older copy.
 */
export interface Delivery {
  /** Absent where no positions are stored after it: nothing goes on from there. */
  readonly name: string | undefined;
  /** The deliveries that this one goes on from: a store without one of them lacks events. */
  readonly after: readonly string[];
  /** By which rules the events were made, by agent. */
  readonly rules: Rules;
}

export type Rules = Readonly<Record<string, number>>;

/** By which rules an agent's events were made, if it is said. What other producers call an agent may be `constructor`. */
export function rulesFor(agent: unknown, rules: Rules): number | undefined {
  return typeof agent === "string" && Object.hasOwn(rules, agent) ? rules[agent] : undefined;
}

/** Stands for the delivery of positions before which there was no event: no store lacks any. */
export const NO_EVENTS = "none";

/** The variable by which a consumer, and whatever it starts, hears which delivery it gets. */
export const DELIVERY_VARIABLE = "TT_DELIVERY";

export function isDeliveryName(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,64}$/.test(value);
}

/** A delivery as a consumer hears it. */
export function formatDelivery({ name, after, rules }: Delivery): string {
  return JSON.stringify({ name, after, rules });
}

/** Reads what a consumer heard; `undefined` where it is nothing that an exporter said. */
export function parseDelivery(text: string): Delivery | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { name, after, rules } = value;
  if (name !== undefined && !isDeliveryName(name)) return undefined;
  if (!Array.isArray(after) || !after.every(isDeliveryName) || !isRules(rules)) return undefined;
  return { name, after, rules };
}

export function isRules(value: unknown): value is Rules {
  return isObject(value) && Object.values(value).every((rules) => Number.isSafeInteger(rules) && Number(rules) > 0);
}
