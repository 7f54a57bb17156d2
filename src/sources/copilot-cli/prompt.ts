import type { JsonObject } from "../../lib/json.ts";
import { memberOf, present } from "../fields.ts";

/**
 * What a person sent, by the data of a `user.message`; `undefined` if a program did. Whatever says its `source` was
 * made by one: a skill (`skill-<name>`), another agent (`agent-<session>`), the program (`system`).
 */
export function promptIn(data: JsonObject): { readonly length: number; readonly hasImage: boolean } | undefined {
  const { content, source, attachments } = data;
  if (present(source) || (present(content) && typeof content !== "string")) return undefined;
  const text = typeof content === "string" ? content.trim() : "";
  if (text.startsWith("<skill-context")) return undefined;
  const attached: readonly unknown[] = Array.isArray(attachments) ? attachments : [];
  if (text === "" && attached.length === 0) return undefined;
  return { length: Buffer.byteLength(text.toWellFormed()), hasImage: attached.some(isImage) };
}

/** A picture from the clipboard comes with its media type (`blob`); a file is told by its path alone. */
function isImage(attachment: unknown): boolean {
  const mime = memberOf(attachment, "mimeType");
  return memberOf(attachment, "type") === "image" || (typeof mime === "string" && mime.startsWith("image/"));
}
