import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Observation } from "../../../events/observation.ts";
import { canonicalMillis } from "../../../events/timestamp.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Row } from "../../../logs/databases/rows.ts";
import type { RowDecoder } from "../../../logs/databases/database-logs.ts";
import { memberOf, readText } from "../../../logs/record/fields.ts";
import { callOfItem, goesOn, isKnownState, toolUse } from "../calls/calls.ts";
import { decision } from "../calls/decisions.ts";
import { workOf, type Work } from "../observe.ts";
import { millisOf, type Session, type Unknown } from "../records.ts";
import { resultOf, saidIn } from "../said.ts";
import { itemsOf, OUTCOMES, prompted, rested, typedShell, type SessionRow } from "./rows.ts";
import { turnBegan } from "./turn.ts";
import type { Sessions } from "../sessions.ts";
import { RECORD, recordIn, type Tables } from "../tables.ts";
import { compacted, faultOf, usageOf } from "../usage.ts";

/** Gives meaning to the rows of 2.x: `session_message`, but for those whose message stands in the tables of 1.x. */
export class SessionMessages implements RowDecoder {
  readonly #sessions: Sessions;
  readonly #unknown: Unknown;
  /** Whether what was said is asked for. */
  readonly #texts: boolean;
  readonly #migratedAt: number | undefined;
  readonly #inFirst: StatementSync | undefined;
  readonly #moveAfter: StatementSync;
  readonly #moveBefore: StatementSync;
  readonly #rowAfter: StatementSync;
  readonly #turn: StatementSync;

  constructor(
    database: DatabaseSync,
    { tables, sessions }: { readonly tables: Tables; readonly sessions: Sessions },
    { unknown, texts }: { readonly unknown: Unknown; readonly texts: boolean },
  ) {
    this.#sessions = sessions;
    this.#unknown = unknown;
    this.#texts = texts;
    this.#migratedAt = tables.migratedAt;
    this.#inFirst = tables.isFirst ? database.prepare("SELECT 1 FROM message WHERE id = ?") : undefined;
    const moves = `SELECT ${RECORD} FROM session_message
      WHERE session_id = ? AND type = 'location-switched' AND time_created >= ?`;
    this.#moveAfter = database.prepare(`${moves} AND seq > ? ORDER BY seq LIMIT 1`);
    this.#moveBefore = database.prepare(`${moves} AND seq <= ? ORDER BY seq DESC LIMIT 1`);
    this.#rowAfter = database.prepare("SELECT 1 FROM session_message WHERE session_id = ? AND seq > ? LIMIT 1");
    // What was copied, from 1.x or from the session that this one was forked from, is not of this turn.
    const isCopy = tables.isFirst ? "EXISTS (SELECT 1 FROM message WHERE message.id = session_message.id)" : "FALSE";
    this.#turn = database.prepare(
      `SELECT type, ${RECORD} FROM session_message WHERE session_id = :session AND seq < :seq AND seq > coalesce((
         SELECT max(seq) FROM session_message WHERE session_id = :session AND type = 'idle' AND seq < :seq
       ), -1) AND type IN ('user', 'assistant') AND time_created >= :since AND NOT ${isCopy} ORDER BY seq`,
    );
  }

  row(_table: string, { id, columns }: Row, record: JsonObject, into: Observation[]): "open" | "done" {
    const { type, seq } = columns;
    if (typeof type !== "string" || typeof seq !== "number" || id === undefined) return "done";
    if (!TYPES.has(type)) this.#unknown("session_message.type", type);
    if (!SHOWING.has(type) || this.#inFirst?.get(id) !== undefined) return "done";
    const session = this.#sessions.ofSecond(columns["session_id"]);
    if (session === undefined) return "open";
    const created = millisOf(memberOf(record["time"], "created"));
    // A fork copies the rows before it under new ids, with their own times: what is older than its session is another's.
    if (created === undefined || created < (session.created ?? created)) return "done";
    const row = { id, seq, created, record };
    const work = workOf({ ...session, directory: this.#directory(session, seq) }, (parent) =>
      this.#sessions.ofSecond(parent),
    );
    this.#start(work, session, row, into);
    if (type === "user") push(into, prompted(work, row));
    if (type === "shell") push(into, typedShell(work, row));
    if (type === "idle") this.#rest(work, row, into);
    if (type === "compaction") return this.#compaction(work, row, into);
    return type === "assistant" ? this.#answer(work, row, into) : "done";
  }

  /** The start of a session is stamped with its creation, and where it was then. */
  #start({ root }: Work, session: Session, { created }: SessionRow, into: Observation[]): void {
    const at = canonicalMillis(session.created ?? created);
    if (root.id !== session.id || at === undefined) return;
    into.push({ kind: "session-started", at, sessionId: session.id, cwd: this.#directory(session, -1) });
  }

  #rest(work: Work, row: SessionRow, into: Observation[]): void {
    into.push(...rested(work, row, this.#began(work.session, row)));
    const outcome = row.record["outcome"];
    if (typeof outcome === "string" && !OUTCOMES.has(outcome)) this.#unknown("idle.outcome", outcome);
  }

  /** When the turn began that ends here. */
  #began({ id, created: since = 0 }: Session, { seq, created }: SessionRow): number | undefined {
    const steps = this.#turn
      .iterate({ session: id, seq, since })
      .map((found) => ({ type: found["type"], record: recordIn(found) }));
    return turnBegan(steps, created);
  }

  /** An answer, one step of the agent. It grows, and may be tried again, as long as its session has not gone on. */
  #answer(work: Work, row: SessionRow, into: Observation[]): "open" | "done" {
    const items = itemsOf(row.record);
    const keys = new Set<string>();
    let isOpen = millisOf(memberOf(row.record["time"], "completed")) === undefined;
    for (const [index, item] of items.entries()) {
      if (item["type"] !== "tool") {
        const at = memberOf(item["time"], "created") ?? row.created;
        if (this.#texts) push(into, saidIn(work, item, { key: `${row.id}.${index}`, at }));
        continue;
      }
      isOpen ||= goesOn(item);
      const call = this.#isOldCopy(row, item) ? undefined : callOfItem(row.id, item, index);
      if (call === undefined) continue;
      const own = keys.has(call.key) ? { ...call, key: `${call.key}.${index}` } : call;
      keys.add(own.key);
      into.push(toolUse(work, own));
      push(into, decision(work, own));
      if (this.#texts) push(into, resultOf(work, own));
    }
    if (isOpen || this.#rowAfter.get(work.session.id, row.seq) === undefined) return "open";
    this.#tellUnknown(items);
    push(into, usageOf(work, { ...row, model: modelOf(row.record) }));
    push(into, faultOf(work, { ...row, error: row.record["error"] }));
    return "done";
  }

  /** A compaction took tokens of its own. */
  #compaction(work: Work, row: SessionRow, into: Observation[]): "open" | "done" {
    const { status } = row.record;
    if (status === "running") return "open";
    if (status === "completed") push(into, compacted(work, row.created));
    push(into, usageOf(work, { ...row, model: modelOf(row.record) }));
    return "done";
  }

  /**
   * Whether a call was copied from 1.x and 1.x has deleted its message since. It was given under the id of its part,
   * which is gone: given again, it would be another.
   */
  #isOldCopy({ created }: SessionRow, item: JsonObject): boolean {
    const isOwn = item["executed"] !== undefined || memberOf(item["time"], "ran") !== undefined;
    return !isOwn && this.#migratedAt !== undefined && created < this.#migratedAt;
  }

  #tellUnknown(items: readonly JsonObject[]): void {
    for (const item of items) {
      const { type } = item;
      const status = memberOf(item["state"], "status");
      if (typeof type === "string" && !ITEMS.has(type)) this.#unknown("content.type", type);
      if (typeof status === "string" && !isKnownState(status)) this.#unknown("state.status", status);
    }
  }

  /** Where a session was at one of its rows: `session_v2` tells only where it is now. */
  #directory({ id, created = 0, directory }: Session, seq: number): string | undefined {
    const next = recordIn(this.#moveAfter.get(id, created, seq));
    if (next === undefined) return directory;
    const before = readText(directoryOf(next["previous"]));
    return before ?? readText(directoryOf(recordIn(this.#moveBefore.get(id, created, seq)))) ?? directory;
  }
}

/** The types of rows, and those of them that show anything. */
const SHOWING = new Set(["user", "assistant", "shell", "idle", "compaction"]);
const TYPES = new Set([
  ...SHOWING,
  "synthetic",
  "system",
  "skill",
  "agent-switched",
  "model-switched",
  "location-switched",
]);
const ITEMS = new Set(["text", "reasoning", "tool"]);

function modelOf({ model }: JsonObject): string | undefined {
  return readText(memberOf(model, "id")) ?? readText(memberOf(model, "modelID"));
}

function directoryOf(place: unknown): unknown {
  return memberOf(memberOf(place, "location"), "directory");
}

function push(into: Observation[], seen: Observation | undefined): void {
  if (seen !== undefined) into.push(seen);
}
