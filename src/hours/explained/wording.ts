import { clockText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";
import type { Activity } from "../activities/activity.ts";
import type { Part } from "./explain.ts";

/** The name of the tool of a call, where the event is at hand. */
export type ToolOf = (activity: Activity) => string | undefined;

/** What was done: `prompt of 120 bytes`, `answer`, `use of Bash`. */
export function actText(act: Activity, toolOf: ToolOf): string {
  const { type, action, length, automated } = act;
  const whose = automated ? " of a program" : "";
  const size = length === undefined ? "" : ` of ${length} bytes`;
  switch (type) {
    case "user_message":
      return `prompt${whose}${size}`;
    case "user_action":
      return `${action ?? "action"}${whose}`;
    case "agent_tool_use":
      return `use of ${printable(toolOf(act) ?? "a tool")}`;
    case "agent_tool_result":
      return "result";
    case "agent_message":
      return `answer${size}`;
    case "agent_turn":
      return "end of the turn";
    case "agent_session":
      return "start of the session";
  }
}

/** What was counted, of how much, and why: `0:05:00 of 0:23:10 to the next prompt or action`. */
export function countedText(part: Part, toolOf: ToolOf): string {
  const { why, first, act } = part;
  const counted = part.end - part.start;
  const of = Number.isFinite(why.of) && why.of > counted ? ` of ${clockText(why.of)}` : "";
  const tools = toolsOf(part, toolOf).map(([tool, count]) => (count === 1 ? tool : `${tool} ${count}x`));
  const used = tools.length === 0 ? "" : `; used ${tools.map(printable).join(", ")}`;
  return `${clockText(counted)}${of} ${reasonText(part, first, act, toolOf)}${used}`;
}

/** How often which tools were used, the most used first. */
export function toolsOf({ uses }: Part, toolOf: ToolOf): readonly (readonly [tool: string, count: number])[] {
  const groups = Map.groupBy(uses, (use) => toolOf(use) ?? "a tool");
  return [...groups].map(([tool, of]) => [tool, of.length] as const).sort(([, a], [, b]) => b - a);
}

function reasonText({ why }: Part, first: Activity, act: Activity, toolOf: ToolOf): string {
  switch (why.reason) {
    case "next":
      return "to the next prompt or action";
    case "window":
      return Number.isFinite(why.of) ? "to the next prompt or action" : "of attention: nothing followed";
    case "effort":
      return act.type === "user_message" ? "for typing it, and for reading what came before" : "for a decision";
    case "wait":
      return "from the agent's end to this";
    case "dialog":
      return "that a dialog stood open before this";
    case "pause":
      return "to the next prompt or action";
    case "turn":
      return turnText(act, why.of);
    case "running":
      return `from the use of ${printable(toolOf(first) ?? "a tool")} to its result`;
    case "working":
      return `from the ${actText(first, toolOf)} to this`;
    case "interrupt":
      return `from the ${actText(first, toolOf)} to the interrupt`;
    case "answer":
      return "for an answer after this";
    case "use":
      return "of the use itself";
  }
}

/** Of the whole turn, whose stretches may be several. */
function turnText({ at, turnStart = at }: Activity, passed: number): string {
  const worked = at - turnStart;
  const waited = Math.max(0, passed - worked);
  return `of a turn: recorded ${clockText(worked)}, waited ${clockText(waited)}`;
}
