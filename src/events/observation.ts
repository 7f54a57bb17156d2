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
export type Exported = SessionStarted | UserMessage | UserAction | ToolUse | TurnEnded | ToolResult | AgentMessage;

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
  /** The agent's whole name of the tool. */
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

export function isExported(seen: Observation): seen is Exported {
  return seen.kind !== "aside";
}

/** Whether an observation is of evidence alone, which is left out where nobody asks for it. */
export function isEvidence({ kind }: Observation): boolean {
  return kind === "tool-result" || kind === "agent-message";
}
