import type { UserAction, UserMessage } from "../../../events/observation.ts";
import { isObject } from "../../../lib/json/json.ts";
import { memberOf, readText } from "../../../logs/record/fields.ts";
import { worded } from "../../../logs/record/worded.ts";
import type { LineFindings } from "../../../logs/lines/format.ts";
import { authorOf, authorOfQueued } from "./author.ts";
import { tellUnknownEvidence } from "../known-values.ts";
import { hasToolResult, sentIn, synthetic, typedIn, type Sent } from "./prompt.ts";
import { common, keyOf, type CountingRecord } from "../record.ts";
import { changeBy } from "../session-changes.ts";

/** What a `user` record shows of the person: most of them are results of tools, or were written by the program. */
export function fromPerson(record: CountingRecord, bytes: Buffer, into: LineFindings): void {
  const { fields } = record;
  const { message } = fields;
  if (memberOf(message, "role") !== "user") return;
  const content = memberOf(message, "content");
  if (hasToolResult(content)) return;
  const sent = sentIn(content);
  if (sent === undefined) return;
  tellUnknownEvidence(fields, fields, into);
  const author = authorOf(fields, sent.text);
  if (author === "nobody" || fields["isCompactSummary"] === true || isEmpty(sent)) return;
  const observed = { ...common(record), key: keyOf(fields["uuid"], bytes), automated: author === "program" };
  const other = synthetic(sent.text);
  if (other === undefined) into.observations.push({ ...observed, ...promptOf(record, sent) });
  // When Claude Code is shut down, it notes an interruption that is nobody's.
  else if (other !== "synthetic" && !(other === "interrupt" && fields["interruptedByShutdown"] === true)) {
    const text = typedIn(sent.text);
    into.observations.push({ kind: "user-action", ...observed, action: other, text } satisfies UserAction);
    const change = other === "command" ? changeBy(sent.text, record) : undefined;
    if (change !== undefined) into.observations.push(change);
  }
}

type Prompt = Pick<UserMessage, "kind" | "length" | "text" | "hasImage" | "permissionMode">;

function promptOf({ fields }: CountingRecord, { text, hasImage }: Sent): Prompt {
  return {
    kind: "user-message",
    // Of an approved plan the person wrote nothing.
    ...worded(typeof fields["planContent"] === "string" ? "" : text),
    hasImage,
    permissionMode: readText(fields["permissionMode"]),
  };
}

/** A prompt that was typed while the agent worked. */
export function queuedPrompt(record: CountingRecord, bytes: Buffer, into: LineFindings): void {
  const { fields } = record;
  const { attachment } = fields;
  if (!isObject(attachment) || attachment["type"] !== "queued_command" || attachment["commandMode"] !== "prompt")
    return;
  const content = attachment["prompt"];
  const sent = hasToolResult(content) ? undefined : sentIn(content);
  if (sent === undefined) return;
  tellUnknownEvidence(attachment, fields, into);
  const author = authorOfQueued(attachment, fields);
  if (author === "nobody" || isEmpty(sent) || synthetic(sent.text) !== undefined) return;
  into.observations.push({
    kind: "user-message",
    ...common(record),
    key: keyOf(fields["uuid"], bytes),
    ...worded(sent.text),
    hasImage: sent.hasImage,
    automated: author === "program",
  });
}

function isEmpty({ text, hasImage, hasDocument }: Sent): boolean {
  return text === "" && !hasImage && !hasDocument;
}
