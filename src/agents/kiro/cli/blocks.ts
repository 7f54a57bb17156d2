import { isObject, type JsonObject } from "../../../lib/json/json.ts";

/** The blocks of a message, which may hold what is no block. */
export function blocksIn(content: unknown): readonly JsonObject[] {
  return Array.isArray(content) ? (content as readonly unknown[]).map((block) => (isObject(block) ? block : {})) : [];
}

/** The texts of some blocks, one below the other, trimmed. */
export function textIn(blocks: readonly JsonObject[]): string {
  return blocks
    .map(({ kind, data }) => (kind === "text" && typeof data === "string" ? data : ""))
    .filter((text) => text !== "")
    .join("\n")
    .trim();
}
