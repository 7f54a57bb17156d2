import type { Observation } from "../../events/observation.ts";
import { memberOf, readText } from "../../logs/record/fields.ts";
import { figuresOf } from "../../logs/record/figures.ts";
import { readStatus } from "../../logs/record/usage-so-far.ts";
import type { Message } from "./message.ts";

interface Common {
  readonly at: string;
  readonly sessionId: string;
  readonly cwd: string | undefined;
  readonly agentId: string | undefined;
}

/** What an answer took, and that the provider failed in its place. */
export function accounted({ id: key, fields }: Message, common: Common): readonly Observation[] {
  const { usage, model, stopReason, errorMessage } = fields;
  const figures = figuresOf({
    input: memberOf(usage, "input"),
    output: memberOf(usage, "output"),
    cacheRead: memberOf(usage, "cacheRead"),
    cacheWrite: memberOf(usage, "cacheWrite"),
    reasoning: memberOf(usage, "reasoningTokens"),
    cost: memberOf(memberOf(usage, "cost"), "total"),
  });
  const seen: Observation[] = [];
  if (figures !== undefined) seen.push({ kind: "usage", ...common, key, model: readText(model), ...figures });
  if (stopReason === "error") seen.push({ kind: "error", ...common, key, status: statusIn(errorMessage) });
  return seen;
}

/** The libraries of providers begin what they say of an error with its status. */
function statusIn(message: unknown): number | undefined {
  const [, status] = typeof message === "string" ? (/^(\d{3})\b/.exec(message) ?? []) : [];
  return readStatus(Number(status));
}
