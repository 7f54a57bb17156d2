import { isEvidence, type Observation } from "../../events/observation.ts";
import type { DocumentFormat } from "../../logs/documents/format.ts";
import type { Documents } from "../../logs/documents/open-documents.ts";
import type { Asked, Log } from "../../logs/source.ts";
import { isAnswered } from "./answer.ts";
import { KNOWN } from "./known.ts";
import { observed } from "./observe.ts";
import { taskOf } from "./task.ts";
import { messagesIn } from "./ui-message.ts";
import { settledBefore } from "./usage.ts";

/** The rules by which task folders are read. */
export const TASK_RULES = 3;

/** What a task shows: its `ui_messages.json`, which is written anew with every message. It is never at rest. */
export function* decodeTask(log: Log, documents: Documents, asked?: Asked): Generator<Observation, boolean, undefined> {
  const list = documents.readList(log.path);
  if (list === undefined) return false;
  const messages = messagesIn(list);
  const task = taskOf(log, messages, documents);
  if (task === undefined) return false;
  for (const { type, sort, isPartial } of messages)
    if (!isPartial && !KNOWN[type].has(sort)) documents.unknown(type, sort);
  const settled = asked?.usage === true ? settledBefore(messages, (last) => isAnswered(last, log, documents)) : 0;
  for (const seen of observed(task, messages, settled)) if (asked?.evidence === true || !isEvidence(seen)) yield seen;
  return false;
}

/** Task folders, of an agent that has nothing else. */
export const taskDocuments: DocumentFormat = { revision: TASK_RULES, decode: decodeTask };
