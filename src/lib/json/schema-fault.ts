import type * as z from "zod";

/** What a schema finds wrong first, in a few words: where, and what, as names and codes are written. */
export function schemaFault({ issues: [issue] }: z.ZodError): string {
  const where = issue?.path.join(".") ?? "";
  const what = uncapitalized(issue?.message ?? "");
  return where === "" ? what : `${where}: ${what}`;
}

/** A sentence, to stand within another. */
export function uncapitalized(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
