import type { JsonObject } from "../../lib/json/json.ts";

/** What stands where the middle of a long content was left out, and how many bytes that were. */
const LEFT_OUT = /\n<truncated (\d{1,12}) bytes>\n/;

/** UTF-8 bytes of a text in the content of a record, with those that the program left out of it. */
export function wholeLength(text: string, record: JsonObject): number {
  const length = Buffer.byteLength(text);
  const fields = record["truncated_fields"];
  if (!Array.isArray(fields) || !fields.includes("content")) return length;
  const [mark = "", bytes] = LEFT_OUT.exec(text) ?? [];
  return length - Buffer.byteLength(mark) + Number(bytes ?? 0);
}
