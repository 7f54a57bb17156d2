import { createHash } from "node:crypto";
import * as z from "zod";
import { schemaFault } from "../lib/json/schema-fault.ts";
import { literally, matching, type RuleSet } from "./rule.ts";

const Name = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/i, "no name of letters, digits and hyphens");

/** What a person says must not leave the machine, in `redactions.json`. */
const RulesFile = z.strictObject({
  rules: z.array(
    z
      .strictObject({
        name: Name,
        literal: z.string().min(1).max(10_000).optional(),
        regex: z.string().min(1).max(10_000).optional(),
        ignoreCase: z.boolean().optional(),
        /** What it stands for: a note for whoever reads the file. */
        meaning: z.string().optional(),
      })
      .refine(
        ({ literal, regex }) => (literal === undefined) !== (regex === undefined),
        "has not one of literal and regex",
      ),
  ),
});

/** The rules that a text is; or what is wrong with it, in a few words. Their version is a digest of the text. */
export function parseRulesFile(text: string): RuleSet | string {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    // What the parser says may quote what is secret.
    if (error instanceof SyntaxError) return "it is not JSON";
    throw error;
  }
  const parsed = RulesFile.safeParse(value);
  if (!parsed.success) return schemaFault(parsed.error);
  const rules = [];
  for (const [at, { name, literal, regex, ignoreCase = false }] of parsed.data.rules.entries()) {
    const pattern = patternOf(literal === undefined ? (regex ?? "") : literally(literal), ignoreCase);
    if (pattern === undefined) return `rules.${at}.regex: not a regular expression (${name})`;
    if (pattern.test("")) return `rules.${at}.regex: matches the empty text (${name})`;
    rules.push(matching(name, pattern));
  }
  const version = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return { from: "redactions.json", version, isOwn: true, rules };
}

function patternOf(source: string, ignoreCase: boolean): RegExp | undefined {
  try {
    return new RegExp(source, ignoreCase ? "dgiu" : "dgu");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
