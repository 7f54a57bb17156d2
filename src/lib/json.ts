export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An object of JSON, as `JSON.parse` gives it: its keys are somebody else's, none of them is safe to inherit. */
export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const OPENS = /^[ \t\r\n]*\{/;

/** The object that a JSON text is, or `undefined` when it is not JSON or something else. */
export function parseObject(text: string): JsonObject | undefined {
  // Millions of `[` would fill the memory before they turn out to be no object.
  if (!OPENS.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
