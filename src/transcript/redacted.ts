import type { Redactor } from "../redaction/redactor.ts";
import type { Shown } from "./head.ts";
import { saidText } from "./wording.ts";

/** What is the program's own in a transcript: times, and words by which it tells things apart. */
const OWN = new Set(["sort", "at", "start", "end", "agent", "told", "zone"]);

/** The same with every text, path and name redacted, and with what was replaced; texts that are not told are gone. */
export function redactedShown(shown: Shown, redactor: Redactor): Shown {
  const { transcript, told } = shown;
  const exchanges = transcript.exchanges.map((exchange) => ({
    ...exchange,
    prompt: exchange.prompt === undefined || told.text ? exchange.prompt : { ...exchange.prompt, text: undefined },
    steps: exchange.steps.map((step) => ("text" in step ? { ...step, text: saidText(step, told) } : step)),
  }));
  const redacted = redactor.all({ ...shown, transcript: { ...transcript, exchanges } }, OWN);
  return { ...redacted, redactions: redactor.redactions };
}
