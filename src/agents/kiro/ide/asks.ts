import type { Action } from "../../../events/observation.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import { memberOf, readId } from "../../../logs/record/fields.ts";
import type { Ask } from "./state.ts";

/** More are not open at once. */
const MOST = 32;

/** The open questions with the one that a record asks. */
export function withAsk(asks: readonly Ask[], payload: JsonObject): readonly Ask[] {
  const id = readId(payload["toolCallId"]);
  if (id === undefined) return asks;
  const options: unknown = payload["options"];
  const choices = (Array.isArray(options) ? (options as readonly unknown[]) : []).flatMap((option) => {
    const choice = readId(memberOf(option, "optionId"));
    const kind = memberOf(option, "kind");
    return choice === undefined || typeof kind !== "string" ? [] : [[choice, kind.startsWith("allow")] as const];
  });
  return [...asks.filter((ask) => ask.id !== id).slice(1 - MOST), { id, choices: choices.slice(0, MOST) }];
}

/** What the person said to a question; `undefined` if nobody answered it, or nothing tells how. */
export function decisionIn(asks: readonly Ask[], payload: JsonObject): Action | undefined {
  const ask = asks.find(({ id }) => id === payload["toolCallId"]);
  if (ask === undefined) return undefined;
  if (payload["outcome"] === "answered") return "answer";
  if (payload["outcome"] !== "selected") return undefined;
  const chosen = ask.choices.find(([choice]) => choice === payload["selectedOption"]);
  if (chosen === undefined) return undefined;
  return chosen[1] ? "approve" : "reject";
}

/** The open questions without the one that a record closes. */
export function withoutAsk(asks: readonly Ask[], payload: JsonObject): readonly Ask[] {
  return asks.filter(({ id }) => id !== payload["toolCallId"]);
}
