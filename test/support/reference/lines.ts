/** From the bytes of a log to pieces that are JSON objects: lines, what is dropped from them, and salvage. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of the log with the very bytes it was parsed from. */
export interface Piece {
  readonly bytes: Buffer;
  readonly record: JsonObject;
}

interface Line {
  /** What stands before the newline. */
  readonly raw: Buffer;
  readonly opensLog: boolean;
}

interface LineRecords {
  readonly kind: "record" | "blank" | "malformed" | "too-long";
  readonly pieces: readonly Piece[];
}

const longestLine = 67_108_864;
const longestSalvaged = 4_194_304;
const mostPlaces = 64;
const recordStarts = ['{"parentUuid":', '{"type":"'];

/** Every line that has its newline; what stands after the last one is still being written. */
export function finishedLines(bytes: Buffer): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    lines.push({ raw: bytes.subarray(start, end), opensLog: start === 0 });
    start = end + 1;
  }
  return lines;
}

/** The objects of a line: one if it is a record, those that could be salvaged if it is not. */
export function recordsOf(line: Line): LineRecords {
  if (line.raw.length > longestLine) return { kind: "too-long", pieces: [] };
  const bytes = withoutDropped(line);
  if (bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)) return { kind: "blank", pieces: [] };
  const record = parseObject(bytes);
  if (record !== undefined) return { kind: "record", pieces: [{ bytes, record }] };
  return { kind: "malformed", pieces: line.raw.length <= longestSalvaged ? salvage(bytes) : [] };
}

function withoutDropped({ raw, opensLog }: Line): Buffer {
  const marked = opensLog && raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf;
  const unmarked = marked ? raw.subarray(3) : raw;
  const solid = unmarked.includes(0) ? Buffer.from(unmarked.filter((byte) => byte !== 0)) : unmarked;
  return solid.at(-1) === 0x0d ? solid.subarray(0, -1) : solid;
}

function salvage(bytes: Buffer): Piece[] {
  for (const place of firstPlaces(bytes)) {
    const rest = bytes.subarray(place);
    const record = parseObject(rest);
    if (record === undefined) continue;
    const before = bytes.subarray(0, place);
    const whole = parseObject(before);
    return [...(whole === undefined ? salvage(before) : [{ bytes: before, record: whole }]), { bytes: rest, record }];
  }
  return [];
}

function firstPlaces(bytes: Buffer): number[] {
  const places: number[] = [];
  for (let at = 1; at < bytes.length && places.length < mostPlaces; at += 1) {
    at = bytes.indexOf("{", at);
    if (at === -1) break;
    if (recordStarts.some((start) => bytes.subarray(at, at + start.length).equals(Buffer.from(start)))) places.push(at);
  }
  return places;
}

/** The JSON object that these bytes are, all of them; bytes that are not UTF-8 are read as U+FFFD. */
function parseObject(bytes: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own member of what may be an object; null counts as absent, and nothing is ever read from a prototype. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined;
}
