import { isObject } from "../../lib/json.ts";
import { memberOf } from "../fields.ts";

/** What a person sent. */
export interface Sent {
  readonly text: string;
  readonly hasImage: boolean;
}

/** Puts the files that a prompt names behind it, in parts of their own. */
const INJECTED = "--- Content from referenced files ---";

/** What a `user` message holds of the person; `undefined` if it is a tool's answer. */
export function sentIn(message: unknown): Sent | undefined {
  const content = parts(memberOf(message, "content"));
  if (content.some((part) => isObject(memberOf(part, "functionResponse")))) return undefined;
  // Newer versions keep what was typed beside what was sent.
  const display = parts(memberOf(message, "displayContent"));
  let text = "";
  for (const part of display.length > 0 ? display : content) {
    const piece = typeof part === "string" ? part : memberOf(part, "text");
    if (typeof piece !== "string") continue;
    if (piece.trimStart().startsWith(INJECTED)) break;
    text += piece;
  }
  return { text: text.trim(), hasImage: [...content, ...display].some(isImage) };
}

/** The text of a message of the program. */
export function textIn(message: unknown): string {
  const pieces = parts(memberOf(message, "content")).map((part) =>
    typeof part === "string" ? part : memberOf(part, "text"),
  );
  return pieces.filter((piece) => typeof piece === "string").join("");
}

/** Content is a text, a part, or a list of both. */
function parts(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  return content === undefined || content === null ? [] : [content];
}

function isImage(part: unknown): boolean {
  for (const kind of ["inlineData", "fileData"]) {
    const type = memberOf(memberOf(part, kind), "mimeType");
    if (typeof type === "string" && type.startsWith("image/")) return true;
  }
  return false;
}
