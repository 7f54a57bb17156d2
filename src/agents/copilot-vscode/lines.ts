import { basename } from "node:path";
import type { Observation } from "../../events/observation.ts";
import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import { jsonLine } from "../../logs/lines/json-line.ts";
import type { LineDecoder, LineFindings, LineFormat } from "../../logs/lines/format.ts";
import { DigestSet } from "../../logs/record/digest-set.ts";
import { memberOf } from "../../logs/record/fields.ts";
import { identity } from "../../logs/record/identity.ts";
import type { Asked, Log } from "../../logs/source.ts";
import { requestOfState, requestState } from "./request.ts";
import { headIn, Session, type Head } from "./session.ts";

/**
 * Chats that are logs of changes: `.jsonl`, since January 2026. The first line is the whole session, every later one sets
 * a value in it, or appends to a list. After a thousand changes the file is written anew, as one line.
 */
export const chatLines: LineFormat = {
  revision: 3,
  decoder(log, state, asked) {
    if (state === undefined) return new ChatDecoder(log, asked, undefined, new DigestSet());
    const delivered = DigestSet.unpacked(memberOf(state, "delivered"));
    return delivered === undefined ? undefined : new ChatDecoder(log, asked, memberOf(state, "session"), delivered);
  },
};

/** What a line does, by its `kind`. */
const CHANGES = { whole: 0, set: 1, append: 2, remove: 3 } as const;

class ChatDecoder implements LineDecoder {
  readonly #log: Log;
  readonly #evidence: boolean;
  #session: Session | undefined;
  /** What the log has shown: a part of an answer is written again whenever one before it changes. */
  readonly #delivered: DigestSet;
  #into: LineFindings | undefined;

  constructor(log: Log, asked: Asked | undefined, stored: unknown, delivered: DigestSet) {
    this.#log = log;
    this.#evidence = asked?.evidence === true;
    this.#delivered = delivered;
    const head = headOfState(memberOf(stored, "head"));
    const requests = memberOf(stored, "requests");
    if (head !== undefined && Array.isArray(requests)) this.#session = this.#make(head, requests.map(requestOfState));
  }

  state(): Json {
    const session = this.#session;
    return {
      session:
        session === undefined
          ? null
          : {
              head: headState(session.head),
              requests: session.requests.map((each) => (each === undefined ? null : requestState(each))),
            },
      delivered: this.#delivered.packed(),
    };
  }

  line(bytes: Buffer, offset: number, into: LineFindings): void {
    const { fields, isBlank } = jsonLine(bytes, offset);
    this.#into = into;
    if (fields !== undefined) this.#change(fields, into);
    else if (!isBlank) into.malformed(offset);
  }

  #change({ kind, k: path, v: value, i: from }: JsonObject, into: LineFindings): void {
    if (kind === CHANGES.whole) {
      const head = isObject(value) ? headIn(value, basename(this.#log.path, ".jsonl")) : undefined;
      if (head === undefined) into.skipped("incomplete");
      else {
        this.#session = this.#make(head, []);
        this.#requests(memberOf(value, "requests"));
      }
      return;
    }
    if (kind !== CHANGES.set && kind !== CHANGES.append && kind !== CHANGES.remove) {
      if (typeof kind === "number") into.unknown("kind", String(kind));
      into.skipped("other-type");
      return;
    }
    if (this.#session === undefined || !Array.isArray(path)) {
      into.skipped("incomplete");
      return;
    }
    const [list, index, member, ...deeper] = path as readonly unknown[];
    if (list !== "requests" || deeper.length > 0) return;
    const place = typeof from === "number" ? from : undefined;
    if (index === undefined) {
      if (kind === CHANGES.append) this.#session.cut(place ?? this.#session.count);
      else this.#session.cut(0);
      this.#requests(value);
    } else if (typeof index !== "number") return;
    else if (member === undefined) {
      // One request for another, in the place of the old one.
      if (kind === CHANGES.set) this.#session.put(index, value);
    } else if (kind !== CHANGES.append) this.#session.change(index, member, value);
    else if (member === "response") this.#session.answer(index, place, Array.isArray(value) ? value : []);
  }

  #requests(requests: unknown): void {
    if (Array.isArray(requests)) for (const request of requests as readonly unknown[]) this.#session?.push(request);
  }

  #make(head: Head, requests: readonly ReturnType<typeof requestOfState>[]): Session {
    return new Session(
      head,
      { evidence: this.#evidence, requests },
      {
        add: (seen: Observation) => {
          if (this.#delivered.add(identity(seen))) this.#into?.observations.push(seen);
        },
        unknown: (field, value) => this.#into?.unknown(field, value),
      },
    );
  }
}

function headState({ id, created, cwd }: Head): Json {
  return [id, created ?? null, cwd ?? null];
}

function headOfState(stored: unknown): Head | undefined {
  if (!Array.isArray(stored)) return undefined;
  const [id, created, cwd] = stored as readonly unknown[];
  if (typeof id !== "string") return undefined;
  return {
    id,
    created: typeof created === "number" ? created : undefined,
    cwd: typeof cwd === "string" ? cwd : undefined,
  };
}
