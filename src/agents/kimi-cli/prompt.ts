import { blocksOf, hasBlock, textOfBlocks } from "../../logs/record/blocks.ts";
import { worded } from "../../logs/record/worded.ts";

/** What Kimi puts into its own prompts, and beside the person's. */
const INJECTED = /<(system|system-reminder)>.*?<\/\1>/gs;
/** What it writes down for `/import`. */
const IMPORTED = "[Imported context from ";
/** As the program itself tells a command from a path. */
const COMMAND = /^\/[a-zA-Z0-9_-]+(?::[a-zA-Z0-9_-]+)*(?:\s|$)/;

export interface Sent {
  readonly length: number;
  readonly text: string;
  readonly hasImage: boolean;
  readonly isCommand: boolean;
}

/** What is sent with an input; `undefined` if the program has put all of it there. */
export function sentIn(input: unknown): Sent | undefined {
  const blocks = blocksOf(input);
  const text = textOfBlocks(blocks).replaceAll(INJECTED, "").trim();
  const hasImage = hasBlock(blocks, "image_url");
  if (text === "" && !hasImage) return undefined;
  return { ...worded(text), hasImage, isCommand: COMMAND.test(text) || text.startsWith(IMPORTED) };
}
