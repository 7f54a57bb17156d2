import { parseObject, type JsonObject } from "../../lib/json/json.ts";

/** A finished line of a log of JSON lines. */
export interface JsonLine {
  /** Its bytes without those that mean nothing: a byte order mark, NULs, a carriage return at the end. */
  readonly bytes: Buffer;
  /** The parsed object; `undefined` if the line is no JSON object. */
  readonly fields: JsonObject | undefined;
  /** Whether it holds nothing but the white space of JSON. */
  readonly isBlank: boolean;
}

const BLANK = /^[ \t\r]*$/;

/** Reads the finished line that begins at an offset. */
export function jsonLine(raw: Buffer, offset: number): JsonLine {
  const bytes = cleanLine(raw, offset);
  const text = bytes.toString("utf8");
  const fields = parseObject(text);
  return { bytes, fields, isBlank: fields === undefined && BLANK.test(text) };
}

export function withoutReturn(line: Buffer): Buffer {
  return line[line.length - 1] === 0x0d ? line.subarray(0, -1) : line;
}

/** Removes a byte order mark at the start of the file, NULs that a crash left, and a carriage return at the end. */
export function cleanLine(line: Buffer, offset: number): Buffer {
  let bytes = line;
  if (offset === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
  if (bytes.includes(0)) bytes = Buffer.from(bytes.filter((byte) => byte !== 0));
  return withoutReturn(bytes);
}
