import type { AgentFault, Usage } from "../../events/observation.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { memberOf, readText } from "../../logs/record/fields.ts";
import { figuresOf } from "../../logs/record/figures.ts";
import { readStatus } from "../../logs/record/usage-so-far.ts";

type Common = "sessionId" | "cwd" | "gitBranch";
type Seen = Omit<Usage, Common> | Omit<AgentFault, Common>;

/** What an answer took, and that the provider failed in its place. */
export function accounted(message: JsonObject, at: string, key: string): readonly Seen[] {
  const { usage, model, stopReason, errorMessage } = message;
  const figures = figuresOf({
    input: memberOf(usage, "input"),
    output: memberOf(usage, "output"),
    cacheRead: memberOf(usage, "cacheRead"),
    cacheWrite: memberOf(usage, "cacheWrite"),
    cost: memberOf(memberOf(usage, "cost"), "total"),
  });
  const seen: Seen[] = [];
  if (figures !== undefined) seen.push({ kind: "usage", at, key, model: readText(model), ...figures });
  if (stopReason === "error") seen.push({ kind: "error", at, key, status: statusIn(errorMessage) });
  return seen;
}

/** The libraries of providers begin what they say of an error with its status. */
function statusIn(message: unknown): number | undefined {
  const [, status] = typeof message === "string" ? (/^(\d{3})\b/.exec(message) ?? []) : [];
  return readStatus(Number(status));
}
