/** Which events: `since <= timestamp < until`, both canonical, and of which types. */
export interface EventQuery {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Without their numbers and files, which reports do not need: half of the work is reading. */
  readonly isBrief?: true;
  /**
   * Each once, though its log lies on several machines: the copy that was read by the newest rules. Its session is the
   * one of the machine that had it first (`owner`).
   */
  readonly once?: true;
  /**
   * With what the sessions of the window did so many milliseconds before and after it, and those whose turns of an hour
   * or more may reach back into it.
   */
  readonly context?: number;
}

/** A stored event that is none: what is left of its ID, and why. */
export interface DamagedEvent {
  readonly id: string;
  readonly why: string;
}

export type Tell = (damaged: DamagedEvent) => void;
