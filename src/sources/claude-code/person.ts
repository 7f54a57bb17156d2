import type { Observation } from "../../events/observation.ts";
import type { JsonObject } from "../../lib/json.ts";
import { memberOf, present } from "../fields.ts";
import { sentIn, synthetic, type Sent } from "./prompt.ts";
import { common, keyOf, type CountingRecord } from "./record.ts";

/** What a `user` record shows of the person: most of them are results of tools, or were written by the program. */
export function fromPerson(record: CountingRecord, bytes: Buffer): Observation | undefined {
  const { fields } = record;
  const { message } = fields;
  if (memberOf(message, "role") !== "user") return undefined;
  const origin = memberOf(fields["origin"], "kind");
  if (!isHuman(origin)) return undefined;
  if (fields["isCompactSummary"] === true || fields["promptSource"] === "system") return undefined;
  // Messages from a channel (a chat) are marked as meta though a person wrote them.
  if (fields["isMeta"] === true && !present(origin)) return undefined;
  const sent = sentIn(memberOf(message, "content"));
  if (sent === undefined || isEmpty(sent)) return undefined;
  const observed = { ...common(record), key: keyOf(fields["uuid"], bytes), automated: isAutomated(fields) };
  const other = synthetic(sent.text);
  if (other === "synthetic") return undefined;
  if (other !== undefined) return { kind: "user-action", ...observed, action: other };
  // Of an approved plan the person wrote nothing.
  const length = typeof fields["planContent"] === "string" ? 0 : Buffer.byteLength(sent.text.toWellFormed());
  return { kind: "user-message", ...observed, length, hasImage: sent.hasImage };
}

/** A prompt that was typed while the agent worked. */
export function queuedPrompt(record: CountingRecord, bytes: Buffer): Observation | undefined {
  const { fields } = record;
  const { attachment } = fields;
  if (memberOf(attachment, "type") !== "queued_command" || memberOf(attachment, "commandMode") !== "prompt")
    return undefined;
  if (!isHuman(memberOf(memberOf(attachment, "origin"), "kind"))) return undefined;
  const sent = sentIn(memberOf(attachment, "prompt"));
  if (sent === undefined || isEmpty(sent) || synthetic(sent.text) !== undefined) return undefined;
  return {
    kind: "user-message",
    ...common(record),
    key: keyOf(fields["uuid"], bytes),
    length: Buffer.byteLength(sent.text.toWellFormed()),
    hasImage: sent.hasImage,
    automated: isAutomated(fields),
  };
}

function isHuman(origin: unknown): boolean {
  return !present(origin) || origin === "human" || origin === "channel";
}

function isEmpty({ text, hasImage, hasDocument }: Sent): boolean {
  return text === "" && !hasImage && !hasDocument;
}

/** Whether a program sent it, by way of the SDK. */
function isAutomated({ promptSource, entrypoint }: JsonObject): boolean {
  return promptSource === "sdk" || (typeof entrypoint === "string" && entrypoint.startsWith("sdk"));
}
