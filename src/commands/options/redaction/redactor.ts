import { failedWith, reason, usage } from "../../../failure.ts";
import { readText } from "../../../lib/files/read-text.ts";
import { printable } from "../../../lib/text/printable.ts";
import { builtInRules } from "../../../redaction/built-in.ts";
import { Redactor, SlowRule } from "../../../redaction/redactor.ts";
import type { RuleSet } from "../../../redaction/rule.ts";
import { parseRulesFile } from "../../../redaction/rules-file.ts";
import type { RedactionRequest } from "./redaction.ts";

/** What redacts the texts that are printed. Fails where the rules cannot be understood, so that nothing is printed without them. */
export async function redactorOf({ path, isNamed, home }: RedactionRequest): Promise<Redactor> {
  const own = ownRules(path, isNamed);
  // Some hundred kilobytes, for who prints texts.
  const { secretlintRules } = await import("../../../redaction/secretlint.ts");
  return new Redactor([...own, builtInRules(home), secretlintRules()]);
}

/** What is redacted; a rule of the person's that does not come to an end stops the command, before anything is printed. */
export function redacting<Result>(redact: () => Result): Result {
  try {
    return redact();
  } catch (error) {
    if (!(error instanceof SlowRule)) throw error;
    throw usage(
      `the rule '${error.rule}' of the redactions takes too long on a text, and nothing is printed`,
      "make its regular expression simpler: nested repetitions such as '(a+)+' are what takes so long",
    );
  }
}

function ownRules(path: string, isNamed: boolean): readonly RuleSet[] {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    if (!isNamed && failedWith(error, "ENOENT", "ENOTDIR")) return [];
    throw usage(`cannot read the redactions: \`${printable(path)}\` (${reason(error)})`);
  }
  const rules = parseRulesFile(text);
  if (typeof rules === "string")
    throw usage(
      `the redactions cannot be understood, and nothing is printed: \`${printable(path)}\` (${printable(rules)})`,
      '{"rules": [{"name": "client", "literal": "Acme"}, {"name": "ticket", "regex": "ACME-[0-9]+"}]}',
    );
  return [rules];
}
