import type { AgentFault, Usage } from "../../events/observation.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { memberOf, readText } from "../../logs/record/fields.ts";
import { figuresOf } from "../../logs/record/figures.ts";
import { readStatus, readTokens } from "../../logs/record/usage-so-far.ts";

type Common = "at" | "sessionId" | "cwd" | "gitBranch";
type Seen = Omit<Usage, Common> | Omit<AgentFault, Common>;

/** What an answer took. */
export function usageOf(record: JsonObject, key: string, agentId: string | undefined): readonly Seen[] {
  const { usageMetadata: said, model } = record;
  const [input, output, thoughts, total] = [
    "promptTokenCount",
    "candidatesTokenCount",
    "thoughtsTokenCount",
    "totalTokenCount",
  ].map((name) => readTokens(memberOf(said, name)) ?? 0);
  const figures = figuresOf(
    { input, output, cacheRead: memberOf(said, "cachedContentTokenCount"), reasoning: thoughts },
    // Google's API tells thoughts beside the answer, those of other providers within it: the total tells which.
    { inputHoldsCache: true, reasoningIsApart: total === (input ?? 0) + (output ?? 0) + (thoughts ?? 0) },
  );
  return figures === undefined ? [] : [{ kind: "usage", key, model: readText(model), agentId, ...figures }];
}

/** That the provider failed: the program notes its telemetry in the log. Who stopped the agent did not. */
export function faultIn({ subtype, systemPayload }: JsonObject, key: string): readonly Seen[] {
  const event = subtype === "ui_telemetry" ? memberOf(systemPayload, "uiEvent") : undefined;
  if (memberOf(event, "event.name") !== "qwen-code.api_error") return [];
  const type = memberOf(event, "error_type");
  if (typeof type === "string" && type.includes("Abort")) return [];
  return [{ kind: "error", key, status: readStatus(memberOf(event, "status_code")) }];
}
