import type { Redactor } from "../redaction/redactor.ts";
import { toolsIn, type Transcript } from "../transcript/transcript.ts";
import { toldTool, type Transparency } from "./transparency.ts";

/** What is the program's own: times, and words by which it tells things apart. */
const OWN = new Set(["by", "period", "zone", "sort", "at", "start", "end", "agent"]);

/** The same as it may be published: every text, path and name redacted, and what was replaced. Only prompts have texts. */
export function redactedTransparency(told: Transparency, redactor: Redactor | undefined): Transparency {
  const groups = told.groups.map((group) => ({
    ...group,
    sessions: group.sessions.map((session) => ({
      ...session,
      transcript: promptsOnly(session.transcript, told.hasText),
    })),
  }));
  if (redactor === undefined) return { ...told, groups };
  const redacted = redactor.all({ ...told, groups }, OWN);
  return { ...redacted, redactions: redactor.redactions };
}

/** What is not told is gone: nothing of it can be printed, nor is it counted as redacted. */
function promptsOnly(transcript: Transcript | undefined, hasText: boolean): Transcript | undefined {
  if (transcript === undefined) return undefined;
  const { cwd } = transcript;
  const exchanges = transcript.exchanges.map((exchange) => ({
    ...exchange,
    prompt: exchange.prompt === undefined || hasText ? exchange.prompt : { ...exchange.prompt, text: undefined },
    steps: toolsIn(exchange).map((tool) => toldTool(tool, cwd)),
  }));
  return { ...transcript, id: "", machines: [], cwd: undefined, branch: undefined, exchanges };
}
