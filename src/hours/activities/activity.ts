import { TYPE_GROUPS } from "../../events/event-type.ts";
import type { Action } from "../../events/observation.ts";
import type { Pace } from "../agent/pace.ts";

/** The types of events that hours are made of. */
export const ACTIVITY_TYPES: readonly ActivityType[] = TYPE_GROUPS.evidence;
export type ActivityType = (typeof TYPE_GROUPS.evidence)[number];

/** One session of one agent on one machine. */
export interface Session {
  readonly key: string;
  readonly agent: string;
  readonly id: string;
  readonly machine: string | undefined;
  /** Whose machine it is, if somebody is named for it. */
  readonly person: string | undefined;
}

/** Whose a machine is. */
export type PersonOf = (machine: string | undefined) => string | undefined;

/** Where a session was when something happened. */
export interface Place {
  readonly cwd: string | undefined;
  readonly branch: string | undefined;
  /** The first directory that the session is known to have been in: agents change into folders of it as they work. */
  readonly root: string | undefined;
}

/** An event as hours see it: in whole seconds, so that sums agree to the second in every output. */
export interface Activity {
  readonly id: string;
  readonly type: ActivityType;
  /** Seconds since 1970, fractions cut off. */
  readonly at: number;
  /** When the turn began that ends here, if that is recorded. */
  readonly turnStart: number | undefined;
  /** Whether a program sent it. */
  readonly automated: boolean;
  /** The sub-agent that did it. */
  readonly agentId: string | undefined;
  readonly session: Session;
  readonly place: Place;
  /** What the person did, if it is an action. */
  readonly action: Action | undefined;
  /** Of a tool's use. */
  readonly pace: Pace | undefined;
  /** Whether a tool was used in a mode in which nobody is asked for a permission. */
  readonly isFree: boolean;
  /** Stands for the call in a tool's use and in its result. */
  readonly call: number | undefined;
  /** Seconds that a tool may run, if its input says so. */
  readonly timeout: number | undefined;
  /** Seconds that a tool ran, if its result says so. */
  readonly ran: number | undefined;
  /** UTF-8 bytes of a prompt or of an answer. */
  readonly length: number | undefined;
}

/** By code units: no locale has a say in an order. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function isActivity(type: string): type is ActivityType {
  return ACTIVITY_TYPES.some((known) => known === type);
}

/** Whether an event says what became of a session once it had started: its end, say, is nobody's work. */
export function isLaterChange(type: string, action: unknown): boolean {
  return type === "agent_session" && typeof action === "string" && action !== "started";
}
