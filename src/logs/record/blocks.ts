import { memberOf } from "./fields.ts";
import { worded, type Worded } from "./worded.ts";

/** The blocks of a message's content: a list of them, or a text alone. */
export function blocksOf(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  return typeof content === "string" ? [content] : [];
}

/** The text of a block, which may be a text alone; `undefined` if it is a block of another type. */
export function textOfBlock(block: unknown): string | undefined {
  if (typeof block === "string") return block;
  const text = memberOf(block, "type") === "text" ? memberOf(block, "text") : undefined;
  return typeof text === "string" ? text : undefined;
}

/** The texts of some blocks, one below the other, trimmed. */
export function textOfBlocks(blocks: readonly unknown[]): string {
  return blocks
    .map(textOfBlock)
    .filter((text) => text !== undefined)
    .join("\n")
    .trim();
}

export function hasBlock(blocks: readonly unknown[], type: string): boolean {
  return blocks.some((block) => memberOf(block, "type") === type);
}

/** What the blocks hold of the agent's thoughts; one without a text is hidden or encrypted. */
export function thoughtsIn(blocks: readonly unknown[]): readonly Partial<Worded>[] {
  return blocks.flatMap((block) => {
    const type = memberOf(block, "type");
    if (type === "redacted_thinking") return [{}];
    if (type !== "thinking" && type !== "reasoning") return [];
    const text = memberOf(block, "thinking") ?? memberOf(block, "text") ?? memberOf(block, "reasoning");
    return [typeof text === "string" && text.trim() !== "" ? worded(text.trim()) : {}];
  });
}
