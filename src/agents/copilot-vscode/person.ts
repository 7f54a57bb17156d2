import type { UserAction, UserMessage } from "../../events/observation.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { memberOf, readText } from "../../logs/record/fields.ts";
import { worded } from "../../logs/record/worded.ts";
import { hasImageIn, isAutomated, textIn } from "./request.ts";

type Said =
  | Pick<UserMessage, "kind" | "length" | "text" | "hasImage" | "permissionMode" | "automated">
  | Pick<UserAction, "kind" | "action" | "automated">;

/** What the person did with a request; `undefined` if nothing was in it. */
export function saidIn(fields: JsonObject): Said | undefined {
  const automated = isAutomated(fields);
  // A button below an answer was pressed; the text is the program's.
  if (readText(fields["confirmation"]) !== undefined) return { kind: "user-action", action: "answer", automated };
  const text = textIn(fields);
  const hasImage = hasImageIn(fields);
  if (text === "" && !hasImage) return undefined;
  const permissionMode = readText(memberOf(fields["modeInfo"], "permissionLevel"));
  return { kind: "user-message", ...worded(text), hasImage, permissionMode, automated };
}
