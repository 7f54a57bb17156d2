import { dirname, join } from "node:path";
import type { Observation } from "../../../events/observation.ts";
import type { DocumentFormat } from "../../../logs/documents/format.ts";
import type { Documents } from "../../../logs/documents/open-documents.ts";
import { callOf, isOpenCall, toolUse, type Call } from "../calls/calls.ts";
import { decision } from "../calls/decisions.ts";
import { resultOf, saidIn } from "../said.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import { memberOf, readText } from "../../../logs/record/fields.ts";
import { areOfShell, fromPerson, interrupted, started, workOf, type Work } from "../observe.ts";
import { compacted, usageOf, faultOf } from "../usage.ts";
import { isJson, messageDirectory, nameOf, partDirectory } from "./tree.ts";
import { messageOf, millisOf, sessionOf, tellUnknown, type Message, type Part, type Session } from "../records.ts";

/**
 * Sessions of OpenCode before 1.2: a file for each session, message and part. The log is the session's file; what belongs
 * to it lies beside, in `message/<session>/` and `part/<message>/`.
 */
export const openCodeStorage: DocumentFormat = {
  revision: 4,

  *decode(log, documents, asked) {
    const session = readSession(log.path, documents);
    if (session === undefined) return false;
    const work = workOf(session, (id) =>
      ID.test(id) ? readSession(join(dirname(log.path), `${id}.json`), documents) : undefined,
    );
    const unknown = (field: string, value: string) => documents.unknown(field, value);
    const shells = new Shells(messageDirectory(log), documents);
    let last: Message | undefined;
    let isOpen = false;
    for (const path of documents.list(messageDirectory(log)).filter(isJson)) {
      const fields = documents.read(path);
      const message = fields === undefined ? undefined : messageOf(nameOf(path), fields, session);
      if (fields !== undefined) tellUnknown("message.role", fields, unknown);
      if (message === undefined) {
        isOpen ||= fields === undefined;
        continue;
      }
      const start = started(work, message);
      if (start !== undefined) yield start;
      if (last === undefined || message.created >= last.created) last = message;
      if (!message.isUser && message.completedAt === undefined) isOpen = true;
      const stop = interrupted(work, message);
      if (stop !== undefined) yield stop;
      const parts = [...partsOf(path, documents)];
      if (message.isUser) {
        shells.add(message.id, parts);
        const seen = fromPerson(work, message, parts);
        if (seen !== undefined) yield seen;
        const isCompaction = parts.some((part) => part.fields["type"] === "compaction");
        const change = isCompaction ? compacted(work, message.created) : undefined;
        if (change !== undefined) yield change;
        continue;
      }
      if (message.completedAt !== undefined && fields !== undefined) yield* accounted(work, message, fields);
      for (const part of parts) {
        tellUnknown("part.type", part.fields, unknown);
        isOpen ||= isOpenCall(part);
        if (part.fields["type"] === "retry") {
          const at = millisOf(memberOf(part.fields["time"], "created")) ?? message.created;
          const fault = faultOf(work, { id: part.id, created: at, error: part.fields["error"] });
          if (fault !== undefined) yield fault;
        }
        // The message of a `!` command is written before its answer.
        const call = shells.has(message.parentId) ? undefined : callOf(part);
        if (asked?.texts === true) yield* told(work, message, part, call);
        if (call === undefined) continue;
        yield toolUse(work, call);
        const decided = decision(work, call);
        if (decided !== undefined) yield decided;
      }
    }
    return !isOpen && last?.isUser === false;
  },
};

/** What is shown where texts are asked for. */
function* told(
  work: Work,
  message: Message,
  { id: key, fields }: Part,
  call: Call | undefined,
): Generator<Observation, void, undefined> {
  const said = saidIn(work, fields, { key, at: memberOf(fields["time"], "start") ?? message.created });
  const result = call === undefined ? undefined : resultOf(work, call);
  for (const seen of [said, result]) if (seen !== undefined) yield seen;
}

/** What a finished answer took, and that there was an error in its place. */
function* accounted(work: Work, { id, created }: Message, record: JsonObject): Generator<Observation> {
  const usage = usageOf(work, { id, created, record, model: readText(record["modelID"]) });
  if (usage !== undefined) yield usage;
  const fault = faultOf(work, { id, created, error: record["error"] });
  if (fault !== undefined) yield fault;
}

/** Which messages of a session are of `!` commands. An answer may be listed before its message: ids do not tell the order. */
class Shells {
  readonly #directory: string;
  readonly #documents: Documents;
  readonly #known = new Map<string, boolean>();

  constructor(directory: string, documents: Documents) {
    this.#directory = directory;
    this.#documents = documents;
  }

  add(message: string, parts: readonly Part[]): void {
    this.#known.set(message, areOfShell(parts));
  }

  has(message: string | undefined): boolean {
    if (message === undefined || !ID.test(message)) return false;
    if (!this.#known.has(message))
      this.add(message, [...partsOf(join(this.#directory, `${message}.json`), this.#documents)]);
    return this.#known.get(message) === true;
  }
}

/** What may be made a part of a path. */
const ID = /^[A-Za-z0-9_-]+$/;

function* partsOf(message: string, documents: Documents): Generator<Part, void, undefined> {
  for (const path of documents.list(partDirectory(message)).filter(isJson)) {
    const fields = documents.read(path);
    if (fields !== undefined) yield { id: nameOf(path), fields };
  }
}

function readSession(path: string, documents: Documents): Session | undefined {
  const fields = documents.read(path);
  return fields === undefined ? undefined : sessionOf(nameOf(path), fields);
}
