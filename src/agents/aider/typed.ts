import type { Action } from "../../events/observation.ts";

/** What an entry is: a prompt of so many bytes, or something else that the person did. */
export type Typed = { readonly kind: "prompt"; readonly length: number } | { readonly kind: Action };

const ANSWERS = ["yes", "no", "skip", "all", "don't"];

/** What a text is to Aider, which also keeps the answers to its own questions in the history. */
export function typedIn(text: string): Typed | undefined {
  // As Aider tells them apart: by the first character, and answers by any of their beginnings.
  if (text.startsWith("!") || /^\/run(?:\s|$)/.test(text)) return { kind: "shell" };
  if (text.startsWith("/")) return { kind: "command" };
  const answer = text.toLowerCase();
  if (answer !== "" && ANSWERS.some((whole) => whole.startsWith(answer))) return { kind: "answer" };
  const length = Buffer.byteLength(text.trim());
  return length === 0 ? undefined : { kind: "prompt", length };
}

/** What ends a text of several lines, each an entry, that this one begins: `{` and a tag, alone. */
export function endOfLines(text: string): string | undefined {
  const [, tag] = /^\{([\p{L}\p{N}]*)$/u.exec(text.replaceAll(/^\r+|\r+$/g, "")) ?? [];
  return tag === undefined ? undefined : `${tag}}`;
}
