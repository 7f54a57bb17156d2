import { parseObject } from "../../lib/json/json.ts";
import type { Documents } from "../../logs/documents/open-documents.ts";
import { memberOf } from "../../logs/record/fields.ts";
import type { Log } from "../../logs/source.ts";
import { sentPath } from "./discover.ts";
import type { UiMessage } from "./ui-message.ts";

/**
 * Whether the figures of a task's last request, behind which the agent asks, are written for the last time.
 *
 * Cline writes them as they come, and a call may ask while its answer still does. What was sent to the model, beside the
 * messages, gets the answer when that is whole, with the last figures. Where it has no times (Cline before that), or none in
 * its answers (Roo Code), figures are written once, at the end.
 */
export function isAnswered({ text }: UiMessage, log: Log, documents: Documents): boolean {
  const last = documents.readList(sentPath(log))?.at(-1);
  if (documents.failed || documents.isHalfWritten) return false;
  if (typeof memberOf(last, "ts") !== "number") return true;
  if (memberOf(last, "role") !== "assistant") return false;
  const tokens = memberOf(memberOf(last, "metrics"), "tokens");
  if (tokens === undefined) return true;
  // The messages were read first: what is there now may be of figures that they do not have yet.
  const said = parseObject(text);
  return memberOf(tokens, "prompt") === said?.["tokensIn"] && memberOf(tokens, "completion") === said?.["tokensOut"];
}
