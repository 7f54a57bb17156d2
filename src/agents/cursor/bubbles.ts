import type { DatabaseSync } from "node:sqlite";
import type { Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import type { Row } from "../../logs/databases/rows.ts";
import { isPresent, memberOf, readId, readTime, readUnixTime } from "../../logs/record/fields.ts";
import type { Log } from "../../logs/source.ts";
import { worded } from "../../logs/record/worded.ts";
import { Composers, type Composer } from "./composers.ts";
import { userDirectoryOf } from "./discover.ts";
import { toolUseIn } from "./tools.ts";

/** `bubbleId:<conversation>:<message>`; the id of a conversation may hold anything. */
const KEY = /^bubbleId:(.+):([^:]+)$/s;
const USER = 1;
const ASSISTANT = 2;
/** Where the conversation so far was summed up. */
const COMPACTION = 22;

/** Gives meaning to the messages of the editor. */
export class Bubbles {
  readonly #composers: Composers;
  readonly #unknown: (field: string, value: string) => void;

  constructor(database: DatabaseSync, unknown: (field: string, value: string) => void, log: Log) {
    this.#composers = new Composers(database, userDirectoryOf(log));
    this.#unknown = unknown;
  }

  row({ id = "" }: Row, record: JsonObject, into: Observation[]): "open" | "done" {
    const [, conversation, message] = KEY.exec(id) ?? [];
    const at = timeOf(record);
    if (conversation === undefined || message === undefined || at === undefined) return "done";
    const { type } = record;
    if (type !== USER && type !== ASSISTANT) {
      if (typeof type === "number") this.#unknown("bubble.type", String(type));
      return "done";
    }
    const composer = this.#composers.of(conversation);
    if (composer === undefined) return "open";
    const key = readId(record["bubbleId"]) ?? message;
    return type === USER ? prompt({ composer, at, key }, record, into) : answer({ composer, at, key }, record, into);
  }
}

interface Stamp {
  readonly composer: Composer;
  readonly at: string;
  readonly key: string;
}

/** When a message was made. Before autumn of 2025 only when its request was sent, if that. */
function timeOf({ createdAt, timingInfo }: JsonObject): string | undefined {
  const told = readTime(createdAt) ?? canonical(readUnixTime(createdAt));
  return told ?? canonical(readUnixTime(memberOf(timingInfo, "clientRpcSendTime")));
}

function canonical(millis: number | undefined): string | undefined {
  return millis === undefined ? undefined : canonicalMillis(millis);
}

function prompt(stamp: Stamp, record: JsonObject, into: Observation[]): "open" | "done" {
  const { images } = record;
  const said = worded(textIn(record));
  const hasImage = Array.isArray(images) && images.length > 0;
  // What a sub-agent is told, an agent has written.
  if (stamp.composer.isSubAgent || record["capabilityType"] === COMPACTION) return "done";
  if (said.length === 0 && !hasImage) return "open";
  into.push(...started(stamp), { kind: "user-message", ...common(stamp), ...said, hasImage, automated: false });
  return "done";
}

function answer(stamp: Stamp, record: JsonObject, into: Observation[]): "open" | "done" {
  const use = toolUseIn(record["toolFormerData"]);
  into.push(...asidesIn(stamp, record));
  if (use === undefined) return isEmpty(record) ? "open" : "done";
  if (use === "open") return use;
  const { composer } = stamp;
  into.push(...started(stamp), {
    kind: "tool-use",
    ...common(stamp),
    ...use,
    agentId: composer.isSubAgent ? composer.id : undefined,
  });
  return "done";
}

/** What the agent thought or said in a message, which is no evidence: its time is that of its beginning. */
function asidesIn(stamp: Stamp, record: JsonObject): readonly Observation[] {
  const { composer } = stamp;
  const aside = { kind: "aside", ...common(stamp), agentId: composer.isSubAgent ? composer.id : undefined } as const;
  const thought = memberOf(record["thinking"], "text");
  const text = textIn(record);
  return [
    ...(typeof thought === "string" && thought.trim() !== ""
      ? [{ ...aside, of: "reasoning" as const, ...worded(thought.trim()) }]
      : []),
    ...(text === "" ? [] : [{ ...aside, of: "words" as const, ...worded(text) }]),
  ];
}

function textIn({ text }: JsonObject): string {
  return typeof text === "string" ? text.trim() : "";
}

/** Whether nothing is in a message yet: what it becomes may stand in the very same row. */
function isEmpty({ capabilityType, text, thinking }: JsonObject): boolean {
  return !isPresent(capabilityType) && !isPresent(thinking) && (text === undefined || text === "");
}

function common({ composer, at, key }: Stamp) {
  return { at, key, sessionId: composer.parentId ?? composer.id, cwd: composer.cwd };
}

/** The start of the conversation; that of a sub-agent's is its parent's. */
function started({ composer, at }: Stamp): readonly Observation[] {
  if (composer.isSubAgent) return [];
  const { id: sessionId, cwd, created } = composer;
  return [{ kind: "session-started", at: canonical(created) ?? at, sessionId, cwd }];
}
