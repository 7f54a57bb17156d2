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

/** Whether a part is an image, or refers to one. */
export function isImagePart(part: unknown): boolean {
  return ["inlineData", "fileData"].some((kind) => isImageType(memberOf(memberOf(part, kind), "mimeType")));
}
