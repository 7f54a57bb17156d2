import type { Observation } from "../../../events/observation.ts";
import { parseObject, type JsonObject } from "../../../lib/json/json.ts";
import { memberOf, readText } from "../../../logs/record/fields.ts";
import { figuresOf } from "../../../logs/record/figures.ts";
import { readStatus, readTokens } from "../../../logs/record/usage-so-far.ts";
import type { Chat } from "../chat.ts";
import { textIn } from "./prompt.ts";

interface Stamped {
  readonly at: string;
  readonly key: string;
  readonly sessionId: string;
}

/** What a message of the agent took. The program writes it into a message once, and changes it no more. */
export function usageOf(chat: Chat, message: JsonObject, stamped: Stamped): readonly Observation[] {
  const { type, tokens } = message;
  if (type !== "gemini") return [];
  const [prompt, tools] = ["input", "tool"].map((name) => readTokens(memberOf(tokens, name)));
  const figures = figuresOf(
    {
      // What its own tools brought into the request stands beside it.
      input: (prompt ?? 0) + (tools ?? 0),
      output: memberOf(tokens, "output"),
      cacheRead: memberOf(tokens, "cached"),
      reasoning: memberOf(tokens, "thoughts"),
    },
    { inputHoldsCache: true, reasoningIsApart: true },
  );
  if (figures === undefined) return [];
  const agentId = chat.isSubAgent ? chat.id : undefined;
  return [{ kind: "usage", ...stamped, model: readText(message["model"]), agentId, ...figures }];
}

/** An error of the provider, by how the program begins what it shows of one. */
export function faultOf(chat: Chat, message: JsonObject, stamped: Stamped): readonly Observation[] {
  if (message["type"] !== "error") return [];
  const text = textIn(message).trimStart();
  if (!text.startsWith("[API Error: ")) return [];
  const agentId = chat.isSubAgent ? chat.id : undefined;
  return [{ kind: "error", ...stamped, status: statusIn(text), agentId }];
}

/** In words, or as what the API answered. */
function statusIn(text: string): number | undefined {
  const [, status] = /\bgot status: (\d{3})\b/.exec(text) ?? [];
  if (status !== undefined) return readStatus(Number(status));
  const answer = parseObject(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  return readStatus(memberOf(answer?.["error"], "code"));
}
