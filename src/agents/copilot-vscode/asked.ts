import { memberOf } from "../../logs/record/fields.ts";

/** Parts in which the agent asks and waits: a question of a tool or of an MCP server, a list of questions, a plan. */
const QUESTIONS = /^(?:elicitation|questionCarousel|planReview)/;

/** Why a tool ran: nobody had to be asked, or somebody had said so beforehand. */
const UNASKED: ReadonlySet<unknown> = new Set([1, 2, 3]);
const [NOT_NEEDED, SETTING] = [1, 2];

/** Fetches web pages, whose contents the person is asked about before the model gets them, unless they said that none need be. */
const FETCH = "vscode_fetchWebPage_internal";

/** Whether the agent may have waited for the person in a part of an answer. */
export function mayHaveAsked(part: unknown): boolean {
  const kind = memberOf(part, "kind");
  if (kind !== "toolInvocationSerialized") return typeof kind === "string" && QUESTIONS.test(kind);
  const confirmed = memberOf(part, "isConfirmed");
  if (!UNASKED.has(memberOf(confirmed, "type"))) return true;
  return mayHaveReview(part) && !allowsResults(confirmed);
}

/** Whether the person may be asked about a tool's result, too, after it ran. That they were is not written. */
function mayHaveReview(part: unknown): boolean {
  return memberOf(part, "toolId") === FETCH || memberOf(memberOf(part, "source"), "type") === "mcp";
}

/** Whether what allowed a call allows its result, too: the session allows all, or the setting for all tools does. */
function allowsResults(confirmed: unknown): boolean {
  const type = memberOf(confirmed, "type");
  if (type === NOT_NEEDED) return memberOf(confirmed, "reason") === "auto-approve-all";
  return type === SETTING && memberOf(confirmed, "id") === "chat.tools.global.autoApprove";
}
