import { randomBytes } from "node:crypto";
import { isObject } from "./lib/json.ts";

/**
 * What an export gives to its consumer, by a name that no other has. `tt import` notes the name in its store together
 * with the last of the events, and the exporter keeps it with its positions: a store that does not know it is another
 * one, or an older copy.
 */
export interface Delivery {
  readonly name: string;
  /** The deliveries that this one goes on from: a store without one of them lacks events. */
  readonly after: readonly string[];
}

/** Stands for the delivery of positions before which there was no event: no store lacks any. */
export const NO_EVENTS = "none";

/** The variable by which a consumer, and whatever it starts, hears which delivery it gets. */
export const DELIVERY_VARIABLE = "TT_DELIVERY";

export function newDelivery(after: Iterable<string>): Delivery {
  return { name: randomBytes(16).toString("base64url"), after: [...new Set(after)] };
}

export function isDeliveryName(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,64}$/.test(value);
}

/** A delivery as a consumer hears it. */
export function formatDelivery({ name, after }: Delivery): string {
  return JSON.stringify({ name, after });
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
  const { name, after } = value;
  if (!isDeliveryName(name) || !Array.isArray(after) || !after.every(isDeliveryName)) return undefined;
  return { name, after };
}
