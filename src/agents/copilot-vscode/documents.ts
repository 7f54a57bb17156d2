import { basename } from "node:path";
import type { Observation } from "../../events/observation.ts";
import type { DocumentFormat } from "../../logs/documents/format.ts";
import { headIn, Session } from "./session.ts";

/** Chats that are one document each, written anew with every change: `.json`, until January 2026. */
export const chatDocuments: DocumentFormat = {
  revision: 3,
  *decode(log, documents, asked) {
    const fields = documents.read(log.path);
    const head = fields === undefined ? undefined : headIn(fields, basename(log.path, ".json"));
    const requests = fields?.["requests"];
    if (head === undefined || !Array.isArray(requests)) return false;
    const found: Observation[] = [];
    const session = new Session(
      head,
      { evidence: asked?.evidence === true },
      { add: (seen) => found.push(seen), unknown: (field, value) => documents.unknown(field, value) },
    );
    for (const request of requests as readonly unknown[]) {
      session.push(request);
      yield* found.splice(0);
    }
    return false;
  },
};
