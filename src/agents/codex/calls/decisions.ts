import type { Action } from "../../../events/observation.ts";
import { isObject, parseObject, type JsonObject } from "../../../lib/json/json.ts";
import { memberOf, readText } from "../../../logs/record/fields.ts";
import { textIn, type Output } from "./output.ts";
import type { Waiting } from "./waiting.ts";

/** What the agent is told when the person has declined; as a whole, since commands may print the same among other things. */
const DECLINED = [
  /^(?:exec command|patch) rejected by user$/,
  /^exec_command failed[^]*Rejected\(\\?"rejected by user\\?"\)[" }]*$/,
  /^(?:Wall time: [^\n]*\n(?:Output:\n)?)?(?:err: ?"?)?user rejected MCP tool call"?$/,
];

/** How texts begin that any of these may match, white space aside. */
export const DECLINED_STARTS = [
  "exec command rej",
  "patch rejected b",
  "exec_command fai",
  "Wall time: ",
  "err:",
  "user rejected MC",
] as const;

/** How notes to the agent begin that the person has decided for the future too. */
const NOTES: readonly (readonly [begin: string, action: Action])[] = [
  ["Approved command prefix saved:", "approve"],
  ["Allowed network rule saved in execpolicy", "approve"],
  ["Denied network rule saved in execpolicy", "reject"],
];

export const NOTE_STARTS: readonly string[] = NOTES.map(([begin]) => begin.slice(0, 16));

/** What the person decided, by the output of a call. */
export function decisionIn({ text }: Output, waiting: Waiting | undefined): Action | undefined {
  if (waiting === "answer") return isAnswered(text) ? "answer" : undefined;
  if (waiting === "permissions") return permitted(text);
  return isDeclined(text) ? "reject" : undefined;
}

/** What the person decided, by a note to the agent. */
export function decisionInNote({ type, role, content }: JsonObject): Action | undefined {
  if (type !== "message" || role !== "developer") return undefined;
  const text = textIn(content);
  return NOTES.find(([begin]) => text.startsWith(begin))?.[1];
}

/** Whether the person declined what a script called, by the item that tells of the call. */
export function isDeclinedItem(item: JsonObject): boolean {
  const said = [item["stderr"], item["aggregated_output"], memberOf(item["error"], "message")];
  return said.some((text) => isDeclined(readText(text) ?? ""));
}

export function isDeclined(text: string): boolean {
  const whole = text.trim();
  return DECLINED.some((declined) => declined.test(whole));
}

/** `{"answers":{QUESTION:{"answers":[...]}}}`; without any the questions were dismissed, or their time was over. */
function isAnswered(text: string): boolean {
  const answers = memberOf(parseObject(text), "answers");
  if (!isObject(answers)) return false;
  return Object.values(answers).some((answer) => {
    const given = memberOf(answer, "answers");
    return Array.isArray(given) && given.length > 0;
  });
}

/** `{"permissions":{...},"scope"}`: what was granted; nothing of it, if the person declined. */
function permitted(text: string): Action | undefined {
  const permissions = memberOf(parseObject(text), "permissions");
  if (!isObject(permissions)) return undefined;
  return Object.values(permissions).some(isObject) ? "approve" : "reject";
}
