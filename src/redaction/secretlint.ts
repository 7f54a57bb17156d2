import { rules as preset } from "@secretlint/secretlint-rule-preset-recommend";
import manifest from "@secretlint/secretlint-rule-preset-recommend/package.json" with { type: "json" };
import type { Range, Rule, RuleSet } from "./rule.ts";

/** What a rule of secretlint is given, and what it makes of a text. */
interface Scanner {
  readonly meta: { readonly id: string };
  create(
    context: {
      readonly createTranslator: () => () => object;
      readonly report: (found: { readonly range: Range }) => void;
    },
    options: object,
  ): { file?: (source: object) => unknown };
}

/** One lets a comment in the text switch the others off, the other one opens files. */
const LEFT_OUT = new Set(["@secretlint/secretlint-rule-filter-comments", "@secretlint/secretlint-rule-gcp"]);

/** The recommended rules of secretlint, as far as they judge a text. */
export function secretlintRules(): RuleSet {
  const scanners = preset as unknown as readonly Scanner[];
  const rules = scanners.filter(({ meta }) => !LEFT_OUT.has(meta.id)).map(ruleOf);
  return { from: "secretlint", version: manifest.version, isOwn: false, rules };
}

function ruleOf(scanner: Scanner): Rule {
  return {
    name: scanner.meta.id.replace("@secretlint/secretlint-rule-", ""),
    find: (content) => {
      const found: Range[] = [];
      const context = {
        createTranslator: () => () => ({}),
        report: ({ range }: { range: Range }) => found.push(range),
      };
      // Named like no file of which a rule thinks something special.
      scanner.create(context, {}).file?.({ content, filePath: "text", ext: "", contentType: "text" });
      return found;
    },
  };
}
