/** The agents whose logs we can read, by the names they have on the wire and in `--source`. */
export const AGENTS = [
  "claude-code",
  "codex",
  "opencode",
  "claude-desktop",
  "gemini-cli",
  "copilot-cli",
  "cline",
  "roo-code",
  "kilo-code",
  "droid",
  "qwen-code",
  "pi",
  "kimi-cli",
  "copilot-vscode",
  "cursor",
  "crush",
  "goose",
  "openclaw",
  "zed",
  "antigravity",
  "kiro",
  "aider",
  "amp",
  "opencode-log",
  "claude-desktop-log",
] as const;
export type Agent = (typeof AGENTS)[number];

/**
 * What a record shows to have happened, in the log's own terms: no event ID, no machine, no wire names.
 *
 * `at` is canonical already (`events/timestamp.ts`); texts may still hold what the wire does not take (unpaired
 * surrogates, any length): stamping sees to that.
 */
export type Observation = Exported | Aside;

/** What becomes an event. */
export type Exported =
  | SessionStarted
  | SessionChanged
  | UserMessage
  | UserAction
  | ToolUse
  | TurnEnded
  | ToolResult
  | AgentMessage
  | Usage
  | Limit
  | AgentFault
  | LogLine;

/** What becomes of a session once it has started, where its log says so. */
export const SESSION_CHANGES = ["ended", "compacted", "cleared", "resumed"] as const;
export type SessionChange = (typeof SESSION_CHANGES)[number];

/** What a person does that is no prompt: stops the agent, gives a command, answers, agrees, or declines. */
export const USER_ACTIONS = ["interrupt", "command", "shell", "answer", "approve", "reject"] as const;
export type Action = (typeof USER_ACTIONS)[number];

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

/** What was written, where texts are asked for. No event has it. */
interface Worded {
  readonly text?: string | undefined;
}

export interface SessionStarted extends Observed<"session-started"> {}

export interface SessionChanged extends Observed<"session-changed"> {
  readonly action: SessionChange;
}

export interface UserMessage extends Keyed<"user-message">, Worded {
  /** UTF-8 bytes of what the person wrote. */
  readonly length: number;
  readonly hasImage: boolean;
  /** In which mode of permissions the prompt was sent, in the agent's own word. */
  readonly permissionMode?: string | undefined;
  /** Whether a program sent it. */
  readonly automated: boolean;
}

export interface UserAction extends Keyed<"user-action">, Worded {
  readonly action: Action;
  readonly automated: boolean;
}

export interface ToolUse extends Keyed<"tool-use"> {
  /** The agent's whole name of the tool, or `unknown` if the record has none. */
  readonly tool: string;
  /** The path that the tool was given. */
  readonly file?: string | undefined;
  /** How long a command may run, in whole milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** The sub-agent that used it. */
  readonly agentId?: string | undefined;
}

export interface TurnEnded extends Keyed<"turn-ended"> {
  /** How long the agent had worked, in whole milliseconds. */
  readonly durationMs: number;
}

/** Evidence: a tool has ended. Its key is that of its use. */
export interface ToolResult extends Keyed<"tool-result"> {
  readonly ok: boolean;
  /** How long it ran, in whole milliseconds, where the log says so. */
  readonly durationMs?: number | undefined;
  readonly agentId?: string | undefined;
}

/** Evidence: the agent has answered in words. */
export interface AgentMessage extends Keyed<"agent-message">, Worded {
  /** UTF-8 bytes of its text. */
  readonly length: number;
  readonly model?: string | undefined;
  readonly agentId?: string | undefined;
}

/** A line of a text log. */
export interface LogLine extends Omit<Keyed<"log-line">, "sessionId" | "gitBranch"> {
  /** Most lines tell of none. */
  readonly sessionId: string | undefined;
  /** In the log's own word, in lower case. */
  readonly level: string;
  /** Whether `at` is the time of the machine's clock, whose zone the line does not tell. */
  readonly isLocal: boolean;
  /** The part of the program that wrote it. */
  readonly service: string | undefined;
  readonly provider: string | undefined;
  readonly model: string | undefined;
  /** UTF-8 bytes of its message. */
  readonly length: number;
}

/**
 * What the agent said to itself (`reasoning`), or beside its calls of tools (`words`). It is observed only where texts are
 * asked for, and never exported.
 */
export interface Aside extends Keyed<"aside">, Worded {
  readonly of: "reasoning" | "words";
  /** UTF-8 bytes of its text; absent where the log has it encrypted or not at all. */
  readonly length?: number | undefined;
  readonly model?: string | undefined;
  readonly agentId?: string | undefined;
}

/**
 * What a model was given and what it gave, in tokens: none is counted twice. Tokens from a cache are no input, those for
 * reasoning are output.
 */
export interface Figures {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  /** A part of those: what the cache keeps for an hour, and not for some minutes. */
  readonly cacheWrite1hTokens?: number | undefined;
  /** A part of the output. */
  readonly reasoningTokens?: number | undefined;
  /** What it cost in US dollars, where the log itself says so. */
  readonly costUsd?: number | undefined;
}

/** What a record adds to what the log has said of the same message before. */
export interface Usage extends Keyed<"usage">, Figures {
  readonly model?: string | undefined;
  readonly agentId?: string | undefined;
  /**
   * Whether the key alone names it, without the time: logs repeat what a message took in records of other times.
   */
  readonly isTimeless?: true | undefined;
}

export const LIMIT_ACTIONS = ["hit", "resumed"] as const;

/** A limit of usage stops the agent, or does so no longer. */
export interface Limit extends Keyed<"limit"> {
  readonly action: (typeof LIMIT_ACTIONS)[number];
  /** Which limit it is, in the agent's own word. */
  readonly scope?: string | undefined;
  /** When the limit is over, canonical. */
  readonly resetsAt?: string | undefined;
}

/** An error of the model's provider that the person saw, whether it was tried again or not. */
export interface AgentFault extends Keyed<"error"> {
  /** The status of HTTP. */
  readonly status?: number | undefined;
  readonly agentId?: string | undefined;
}

export function isExported(seen: Observation): seen is Exported {
  return seen.kind !== "aside";
}

/** Whether an observation is of usage, limits or errors, which are left out where nobody asks for them. */
export function isUsage({ kind }: Pick<Observation, "kind">): boolean {
  return kind === "usage" || kind === "limit" || kind === "error";
}

/** Whether an observation is of evidence alone, which is left out where nobody asks for it. */
export function isEvidence({ kind }: Observation): boolean {
  return kind === "tool-result" || kind === "agent-message";
}

/**
 * What an observation says beside the session and the place, and beside `Also`: decoders put these on everything that one
 * record shows.
 */
export type Placeless<Also extends string = never> = Without<Observation, "sessionId" | "cwd" | "gitBranch" | Also>;
type Without<Each, Members extends string> = Each extends { readonly key: string } ? Omit<Each, Members> : never;
