import { canonicalTimestamp } from "../../events/timestamp.ts";
import { textLines, type Entry } from "../../log-formats/text-log/lines.ts";
import { plainTags, quotedTags, type Tags } from "./tags.ts";

/** Lines of both forms: those of the releases before June 2026, and logfmt since. */
export const openCodeLogLines = textLines(1, (text) => (text.startsWith("timestamp=") ? newer(text) : older(text)));

/** `LEVEL TIMESTAMP +offset name=value ... message`: UTC in whole seconds, without a zone. */
const HEAD = /^(DEBUG|INFO|WARN|ERROR) {1,2}(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d) \+\d{1,15}ms(?: |$)/;
const LONGEST_HEAD = 64;

function older(text: string): Entry | undefined {
  const [head, level, time] = HEAD.exec(text.slice(0, LONGEST_HEAD)) ?? [];
  const at = time === undefined ? undefined : canonicalTimestamp(`${time}Z`);
  if (head === undefined || level === undefined || at === undefined) return undefined;
  const { tags, end } = plainTags(text, head.length);
  return { at, level, message: text.slice(end), ...said(tags) };
}

/** `timestamp=... level=... run=... message=... name=value ...`. */
function newer(text: string): Entry | undefined {
  const tags = quotedTags(text);
  const at = canonicalTimestamp(tags.get("timestamp") ?? "");
  const level = tags.get("level");
  if (at === undefined || level === undefined || level === "") return undefined;
  // Quoted, a directory with a space in its name is whole.
  return { at, level, message: tags.get("message") ?? "", ...said(tags), cwd: tags.get("directory") };
}

/** What tags say of the agent's work: their names have changed. */
function said(tags: Tags): Omit<Entry, "at" | "level" | "message"> {
  const id = tags.get("id");
  return {
    service: tags.get("service"),
    sessionId: tags.get("session.id") ?? tags.get("sessionID") ?? (id?.startsWith("ses_") === true ? id : undefined),
    provider: tags.get("providerID") ?? tags.get("llm.provider"),
    model: tags.get("modelID") ?? tags.get("llm.model"),
  };
}
