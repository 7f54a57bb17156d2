import type { Observation } from "../../events/observation.ts";
import { isObject } from "../../lib/json/json.ts";
import { readId, memberOf, readMillis, readText } from "../../logs/record/fields.ts";
import { blocksOf, hasBlock, textOfBlocks, thoughtsIn } from "../../logs/record/blocks.ts";
import { worded } from "../../logs/record/worded.ts";
import { common, keyOf, type CountingRecord } from "./record.ts";

/** That tools have ended, by the results in a `user` record. */
export function toolResults(record: CountingRecord, bytes: Buffer, isSubAgent: boolean, into: Observation[]): void {
  const content = memberOf(record.fields["message"], "content");
  if (!Array.isArray(content)) return;
  const blocks = [...(content as readonly unknown[]).entries()].filter(([, block]) => isResult(block));
  // Of several results the one duration would be whose?
  const durationMs =
    blocks.length === 1 ? readMillis(memberOf(record.fields["toolUseResult"], "durationMs")) : undefined;
  let lineKey: string | undefined;
  for (const [index, block] of blocks) {
    const id = readId(memberOf(block, "tool_use_id"));
    into.push({
      kind: "tool-result",
      ...common(record),
      key: id ?? `${(lineKey ??= keyOf(undefined, bytes))}-${index}`,
      ok: memberOf(block, "is_error") !== true,
      durationMs,
      agentId: isSubAgent ? readId(record.fields["agentId"]) : undefined,
    });
  }
}

function isResult(block: unknown): boolean {
  return memberOf(block, "type") === "tool_result";
}

/** That the agent answered in words, if an `assistant` record does and calls no tool. */
export function answer(record: CountingRecord, bytes: Buffer, isSubAgent: boolean, into: Observation[]): void {
  const { message, isApiErrorMessage, uuid, agentId } = record.fields;
  const content = memberOf(message, "content");
  const model = memberOf(message, "model");
  // An error of the API, and what Claude Code says in its place, are no answers.
  if (!Array.isArray(content) || isApiErrorMessage === true || model === "<synthetic>") return;
  const texts: string[] = [];
  for (const block of content as readonly unknown[]) {
    if (!isObject(block)) continue;
    const { type, text } = block;
    if (type === "tool_use") return;
    if (type === "text" && typeof text === "string") texts.push(text);
  }
  if (!texts.some((text) => text.trim() !== "")) return;
  into.push({
    kind: "agent-message",
    ...common(record),
    key: keyOf(uuid, bytes),
    ...worded(texts.join("\n").trim()),
    model: readText(model),
    agentId: isSubAgent ? readId(agentId) : undefined,
  });
}

/** What an `assistant` record shows of the agent that is no event: its thoughts, and its words beside calls of tools. */
export function asides(record: CountingRecord, bytes: Buffer, isSubAgent: boolean, into: Observation[]): void {
  const { message, uuid } = record.fields;
  const blocks = blocksOf(memberOf(message, "content"));
  const origin = { kind: "aside", ...common(record), key: keyOf(uuid, bytes) } as const;
  const agentId = isSubAgent ? readId(record.fields["agentId"]) : undefined;
  for (const said of thoughtsIn(blocks)) into.push({ ...origin, of: "reasoning", ...said, agentId });
  const text = hasBlock(blocks, "tool_use") ? textOfBlocks(blocks) : "";
  if (text !== "")
    into.push({ ...origin, of: "words", ...worded(text), model: readText(memberOf(message, "model")), agentId });
}
