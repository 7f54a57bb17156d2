import { amount } from "../lib/text/amount.ts";
import type { Redactions } from "./redactor.ts";

/** What was replaced, and by which rules: a sentence each. */
export function redactionLines({ rules, versions }: Redactions): readonly string[] {
  const all = rules.reduce((sum, { times }) => sum + times, 0);
  const each = rules.map(({ name, times }) => `${name} ${times}`).join(", ");
  const sets = versions.map(({ from, version }) => `${from} ${version}`).join(", ");
  return [all === 0 ? "Nothing was redacted." : `${amount(all, "redaction")}: ${each}.`, `Rules of ${sets}.`];
}
