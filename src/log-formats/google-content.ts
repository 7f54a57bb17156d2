import { isImageType, memberOf } from "../logs/record/fields.ts";

/** The parts of a content of Google's API, which is a text, a part, or a list of both. */
export function partsOf(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  return content === undefined || content === null ? [] : [content];
}

export function textOfPart(part: unknown): string | undefined {
  const text = typeof part === "string" ? part : memberOf(part, "text");
  return typeof text === "string" ? text : undefined;
}

/** Both programs put the files that a prompt names behind it, in parts of their own. */
const INJECTED = "--- Content from referenced files ---";
/** What a hook adds to a prompt is a part of its own, too. */
export const HOOK = "<hook_context>";

export function isInjected(text: string): boolean {
  return text.trimStart().startsWith(INJECTED);
}

/** What was typed of some content: without what was put behind it. */
export function typedIn(content: readonly unknown[]): string {
  let text = "";
  for (const [index, part] of content.entries()) {
    const piece = textOfPart(part);
    if (piece === undefined || (index > 0 && piece.startsWith(HOOK))) continue;
    if (isInjected(piece)) break;
    text += piece;
  }
  return text.trim();
}

/** What went back to the model of the calls that a content answers. */
export function responsesIn(content: readonly unknown[]): readonly string[] {
  return content.flatMap((part) => {
    const response = memberOf(memberOf(part, "functionResponse"), "response");
    return [memberOf(response, "output"), memberOf(response, "error")].filter((text) => typeof text === "string");
  });
}

/** Whether a part is an image, or refers to one. */
export function isImagePart(part: unknown): boolean {
  return ["inlineData", "fileData"].some((kind) => isImageType(memberOf(memberOf(part, kind), "mimeType")));
}
