import { readFileSync } from "node:fs";
import { join } from "node:path";

const docs = join(import.meta.dirname, "../../../docs");

/** The block of a page of the docs that stands after its mark. */
export function recipe(mark: string, page = "recipes.md"): string {
  const text = readFileSync(join(docs, page), "utf8");
  const [, block] = new RegExp(`<!-- ${mark} -->\\n+\`\`\`\\w+\\n(.*?)\`\`\``, "s").exec(text) ?? [];
  if (block === undefined) throw new Error(`no recipe ${mark}`);
  return block;
}
