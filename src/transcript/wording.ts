import { amount } from "../lib/text/amount.ts";
import { clockText } from "../lib/text/duration.ts";
import { printable } from "../lib/text/printable.ts";
import type { Step, ToolStep } from "./steps.ts";
import type { Prompt } from "./transcript.ts";

/** What of the texts is to be told, where they are at hand. */
export interface Told {
  /** Prompts, actions and answers. */
  readonly text: boolean;
  readonly reasoning: boolean;
}

/** A prompt in a line: `prompt, 120 bytes, with an image`. */
export function promptText({ automated, length, hasImage, permissionMode }: Prompt): string {
  const parts = [
    automated ? "prompt of a program" : "prompt",
    sizeText(length),
    hasImage ? "with an image" : "",
    permissionMode === undefined ? "" : `mode ${printable(permissionMode)}`,
  ];
  return joined(parts);
}

/** How long after a prompt the last happened that followed it. */
export function elapsedText({ at }: Prompt, end: string): string {
  const millis = Date.parse(end) - Date.parse(at);
  return millis === 0 ? "" : `, the last of it after ${durationText(millis)}`;
}

/** A step in a line. */
export function stepText(step: Step): string {
  const by = step.agentId === undefined ? "" : `by the sub-agent ${printable(step.agentId)}`;
  switch (step.sort) {
    case "tool":
      return joined([toolText(step), outcomeText(step), by]);
    case "message":
    case "words":
    case "reasoning": {
      const size =
        step.length === undefined && step.sort === "reasoning" ? "not readable in the log" : sizeText(step.length);
      return joined([step.sort, size, step.model === undefined ? "" : printable(step.model), by]);
    }
    case "action":
      return joined([`${printable(step.action)}${step.automated ? " of a program" : ""}`, by]);
    case "turn":
      return joined([
        "end of the turn",
        step.durationMs === undefined ? "" : `worked ${durationText(step.durationMs)}`,
      ]);
    case "other":
      return joined([printable(step.type), by]);
  }
}

/** The text of a step, if it is to be told and at hand. */
export function saidText(step: Step, told: Told): string | undefined {
  if (step.sort === "reasoning") return told.reasoning ? step.text : undefined;
  const isSaid = step.sort === "message" || step.sort === "words" || step.sort === "action";
  return isSaid && told.text ? step.text : undefined;
}

function toolText({ tool, kind, file }: ToolStep): string {
  return `${printable(tool)} (${printable(kind)})${file === undefined ? "" : ` ${printable(file)}`}`;
}

/** A duration that is only the time to the result has a mark. */
function outcomeText({ ok, durationMs, isRecorded }: ToolStep): string {
  if (ok === undefined) return "";
  const took = durationMs === undefined ? "" : ` in ${isRecorded ? "" : "~"}${durationText(durationMs)}`;
  return `${ok ? "ok" : "failed"}${took}`;
}

/** `0.4s` below a minute, `0:01:05` above. */
export function durationText(millis: number): string {
  return millis < 60_000 ? `${(millis / 1000).toFixed(1)}s` : clockText(Math.floor(millis / 1000));
}

/** The lines of a text that somebody else wrote, none of which a terminal obeys. */
export function linesOf(text: string): readonly string[] {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll("\t", "    ")
    .split("\n")
    .map((line) => printable(line));
}

function sizeText(length: number | undefined): string {
  return length === undefined ? "" : amount(length, "byte");
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}
