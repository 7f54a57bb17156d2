import type { StoredEvent } from "../events/stored-event.ts";

/** Something that happened in a session: an event, or an aside in the form of one, and what was written, if that is at hand. */
export interface Entry {
  readonly event: StoredEvent;
  readonly text?: string | undefined;
}

/** A member that is a text. */
export function textIn(event: StoredEvent, member: string): string | undefined {
  const value = event[member];
  return typeof value === "string" ? value : undefined;
}

/** A member that is a number that counts something. */
export function numberIn(event: StoredEvent, member: string): number | undefined {
  const value = event[member];
  return typeof value === "number" && value >= 0 ? value : undefined;
}
