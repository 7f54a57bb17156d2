import { isObject } from "../../lib/json/json.ts";
import type { DocumentFormat } from "../../logs/documents/format.ts";
import { chatOf } from "./chat.ts";
import { parentSession } from "./discover.ts";
import { Messages } from "./messages/observe.ts";

/** Chats that are one document each, written anew with every message: `session-*.json`, until the spring of 2026. */
export const geminiDocuments: DocumentFormat = {
  revision: 4,
  *decode(log, documents, asked) {
    const unknown = (field: string, value: string) => documents.unknown(field, value);
    const head = documents.read(log.path);
    const chat = head === undefined ? undefined : chatOf(head, parentSession(log), unknown);
    const messages = head?.["messages"];
    if (chat === undefined || !Array.isArray(messages)) return false;
    const reader = new Messages(asked);
    for (const message of messages as readonly unknown[])
      if (isObject(message)) yield* reader.observe(chat, message, unknown);
    return false;
  },
};
