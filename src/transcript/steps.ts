import type { StoredEvent } from "../events/stored-event.ts";
import { numberIn, textIn, type Entry } from "./entry.ts";

/** What happened after a prompt. */
export type Step = ToolStep | SaidStep | ActionStep | TurnStep;

interface Happened {
  readonly at: string;
  /** The sub-agent that did it. */
  readonly agentId: string | undefined;
}

/** The use of a tool, and how it ended, as far as the log says it. */
export interface ToolStep extends Happened {
  readonly sort: "tool";
  readonly tool: string;
  readonly kind: string;
  readonly file: string | undefined;
  readonly ok: boolean | undefined;
  /** How long it ran, in milliseconds. */
  readonly durationMs: number | undefined;
  /** Whether the log says how long it ran; else it is the time to its result, with what it waited for. */
  readonly isRecorded: boolean;
}

/** Words of the agent: an answer (`message`), words beside calls of tools, reasoning. */
export interface SaidStep extends Happened {
  readonly sort: "message" | "words" | "reasoning";
  readonly length: number | undefined;
  readonly text: string | undefined;
  readonly model: string | undefined;
}

/** What the person did beside prompts. */
export interface ActionStep extends Happened {
  readonly sort: "action";
  readonly action: string;
  readonly automated: boolean;
  readonly text: string | undefined;
}

/** The end of a turn, and how long the agent had worked. Other events have their type, and what they say to have happened. */
export interface TurnStep extends Happened {
  readonly sort: "turn" | "other";
  readonly type: string;
  readonly durationMs: number | undefined;
}

/** The step that an event is. `resultFor` finds the result of a tool's use. */
export function stepOf({ event, text }: Entry, resultFor: (event: StoredEvent) => StoredEvent | undefined): Step {
  const { timestamp: at, type } = event;
  const happened = { at, agentId: textIn(event, "agent_id") };
  const length = numberIn(event, "length");
  switch (type) {
    case "agent_tool_use": {
      const tool = { tool: textIn(event, "tool") ?? "(unknown)", kind: textIn(event, "tool_kind") ?? "other" };
      return { sort: "tool", ...happened, ...tool, file: textIn(event, "file"), ...endOf(event, resultFor(event)) };
    }
    case "agent_message":
      return { sort: "message", ...happened, length, text, model: textIn(event, "model") };
    case "aside": {
      const sort = event["of"] === "reasoning" ? "reasoning" : "words";
      return { sort, ...happened, length, text, model: textIn(event, "model") };
    }
    case "user_action": {
      const action = textIn(event, "action") ?? "action";
      return { sort: "action", ...happened, action, automated: event["automated"] === true, text };
    }
    default: {
      const action = textIn(event, "action");
      const isTurn = type === "agent_turn";
      return {
        sort: isTurn ? "turn" : "other",
        ...happened,
        type: isTurn || action === undefined ? type : `${type} ${action}`,
        durationMs: numberIn(event, "duration_ms"),
      };
    }
  }
}

function endOf({ timestamp: at }: StoredEvent, result: StoredEvent | undefined) {
  if (result === undefined) return { ok: undefined, durationMs: undefined, isRecorded: false };
  const recorded = numberIn(result, "duration_ms");
  return {
    ok: result["ok"] === true,
    durationMs: recorded ?? Date.parse(result.timestamp) - Date.parse(at),
    isRecorded: recorded !== undefined,
  };
}
