import { join, resolve } from "node:path";
import { type Command } from "commander";
import { failedWith, reason, usage } from "../../failure.ts";
import { readText } from "../../lib/files/read-text.ts";
import { printable } from "../../lib/text/printable.ts";
import { builtInRules } from "../../redaction/built-in.ts";
import { Redactor, SlowRule } from "../../redaction/redactor.ts";
import type { RuleSet } from "../../redaction/rule.ts";
import { parseRulesFile } from "../../redaction/rules-file.ts";
import { dataDirectory, homeDirectory } from "../process/environment.ts";

/** Of the commands that print texts. */
export interface RedactionFlags {
  readonly redactions?: string;
  /** Commander sets it, unless `--no-redact` is given. */
  readonly redact: boolean;
  readonly dataDir?: string;
}

export function withRedactionOptions(command: Command): Command {
  return command
    .option(
      "--redactions <FILE>",
      "your rules of what is redacted in texts (default: redactions.json in the data directory)",
    )
    .option("--no-redact", "print texts and paths as they are");
}

/**
 * What redacts the texts that are printed; `undefined` where the person wants them as they are. Fails where the rules
 * cannot be understood, so that nothing is printed without them.
 */
export async function redactorOf({ redact, redactions, dataDir }: RedactionFlags): Promise<Redactor | undefined> {
  if (!redact) {
    if (redactions !== undefined) throw usage("--redactions and --no-redact contradict each other");
    return undefined;
  }
  const own = ownRules(redactions, dataDir);
  // Some hundred kilobytes, for who prints texts.
  const { secretlintRules } = await import("../../redaction/secretlint.ts");
  return new Redactor([...own, builtInRules(homeDirectory()), secretlintRules()]);
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

function ownRules(named: string | undefined, dataDir: string | undefined): readonly RuleSet[] {
  const path = named === undefined ? join(dataDirectory(dataDir), "redactions.json") : resolve(named);
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    if (named === undefined && failedWith(error, "ENOENT", "ENOTDIR")) return [];
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
