import { shallow } from "./json-depth.ts";
import { sizeOf } from "./json-size.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An object of JSON, as `JSON.parse` gives it: its keys are somebody else's, none of them is safe to inherit. */
export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands in more objects and arrays than these is `null` in a long text: no decoder looks half as deep. */
export const JSON_DEPTH = 1000;
/** A shorter text takes little memory, whatever stands in it. */
const LONG = 1 << 20;
/** Memory that is left for everything else. V8 counts its nursery to the heap (192 MiB), where nothing of this stays. */
const RESERVE = 224 << 20;

/** A text that says more than there is memory for. */
export class TooLarge extends Error {
  constructor(bytes: number) {
    super(`it takes some ${Math.ceil(bytes / 1e6)} MB of memory, more than there is`);
  }
}

/**
 * As `JSON.parse`, but a long text can neither end the process nor nest without end: what is nested deeper than
 * `JSON_DEPTH` becomes `null`, and what does not fit the memory is a `TooLarge`. `memory`: what there is, for tests.
 */
export function parseJson(text: string, memory: () => number = freeHeap): unknown {
  if (text.length < LONG) return JSON.parse(text);
  let size = sizeOf(text);
  let parsed = text;
  if (size.depth > JSON_DEPTH) {
    const made = shallow(text, JSON_DEPTH);
    if (made === undefined) throw new SyntaxError("no JSON");
    parsed = made;
    size = sizeOf(parsed);
  }
  if (size.bytes > LONG && size.bytes > memory()) throw new TooLarge(size.bytes);
  return JSON.parse(parsed);
}

function freeHeap(): number {
  const { heap_size_limit: limit, used_heap_size: used } = process.getBuiltinModule("node:v8").getHeapStatistics();
  return limit - used - RESERVE;
}

const OPENS = /^[ \t\r\n]*\{/;

/** The object that a JSON text is, or `undefined` when it is not JSON or something else. Throws as `parseJson` does. */
export function parseObject(text: string): JsonObject | undefined {
  // Millions of `[` would fill the memory before they turn out to be no object.
  if (!OPENS.test(text)) return undefined;
  try {
    const value = parseJson(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
