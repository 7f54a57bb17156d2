/** The agents whose logs we can read, by the names they have on the wire and in `--source`. */
export const AGENTS = ["claude-code", "codex", "opencode", "claude-desktop", "gemini-cli", "copilot-cli"] as const;
export type Agent = (typeof AGENTS)[number];

/**
 * What a record shows to have happened, in the log's own terms: no event ID, no machine, no wire names.
 *
 * `at` is canonical already (`events/timestamp.ts`); texts may still hold what the wire does not take (unpaired
 * surrogates, any length): stamping sees to that.
 */
export type Observation = SessionStarted | UserMessage | UserAction | ToolUse | TurnEnded;

interface Observed<Kind extends string> {
  readonly kind: Kind;
  readonly at: string;
  /** The agent's own id of the session. */
  readonly sessionId: string;
  readonly cwd?: string | undefined;
  readonly gitBranch?: string | undefined;
}

interface Keyed<Kind extends string> extends Observed<Kind> {
  /** The record's own unique id, or what stands for it: it makes the event ID. */
  readonly key: string;
}

export interface SessionStarted extends Observed<"session-started"> {}

export interface UserMessage extends Keyed<"user-message"> {
  /** UTF-8 bytes of what the person wrote. */
  readonly length: number;
  readonly hasImage: boolean;
  /** Whether a program sent it. */
  readonly automated: boolean;
}

export interface UserAction extends Keyed<"user-action"> {
  readonly action: "interrupt" | "command" | "shell";
  readonly automated: boolean;
}

export interface ToolUse extends Keyed<"tool-use"> {
  /** The agent's whole name of the tool. */
  readonly tool: string;
  /** The path that the tool was given. */
  readonly file?: string | undefined;
  /** The sub-agent that used it. */
  readonly agentId?: string | undefined;
}

export interface TurnEnded extends Keyed<"turn-ended"> {
  /** How long the agent had worked, in whole milliseconds. */
  readonly durationMs: number;
}
