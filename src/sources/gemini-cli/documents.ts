import { isObject } from "../../lib/json.ts";
import type { DocumentFormat } from "../documents.ts";
import { chatOf, observe } from "./chat.ts";
import { parentSession } from "./discover.ts";

/** Chats that are one document each, written anew with every message: `session-*.json`, until the spring of 2026. */
export const geminiDocuments: DocumentFormat = {
  revision: 1,
  *decode(log, documents) {
    const head = documents.read(log.path);
    const chat = head === undefined ? undefined : chatOf(head, parentSession(log.below));
    const messages = head?.["messages"];
    if (chat === undefined || !Array.isArray(messages)) return false;
    for (const message of messages as readonly unknown[]) if (isObject(message)) yield* observe(chat, message);
    return false;
  },
};
