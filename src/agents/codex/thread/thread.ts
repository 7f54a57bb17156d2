import { isObject, type JsonObject } from "../../../lib/json/json.ts";
import { readId, memberOf, isPresent } from "../../../logs/record/fields.ts";
import type { Sender } from "./turns.ts";

/** What the head of a rollout says of its thread, and what later records need of it. Kept in the cursor. */
export type Thread = {
  readonly id: string;
  /** The session that its events belong to: its own, or the one that a sub-agent works for. */
  readonly session: string;
  /** Whether a program and not the person drives it: a sub-agent, a reviewer, the memory. */
  readonly isSubAgent: boolean;
  /** What shows its start: its first activity, its first tool use, or nothing, as another log has it. */
  readonly start: "activity" | "tool-use" | "elsewhere";
  /** Whether a program began it, whose its prompts then are unless their turns say otherwise: `codex exec`, an automation. */
  readonly isAutomated: boolean;
  /** Whether an automation of the desktop application began it: what it was begun with is no prompt but its definition. */
  readonly isAutomation: boolean;
  readonly history: "legacy" | "paginated" | "unsaid";
  /** Whether Codex says its version, as it does in every release that writes this format. */
  readonly isCodex: boolean;
  /** Whether it may begin with copies of another thread's records. */
  readonly isDerived: boolean;
  /** The ordinal of its first own record, if it says so. */
  readonly ownFrom: number | null;
};

/** `thread_source` is an open set: whatever comes to it is a person's, but for these. */
const OF_PROGRAMS: ReadonlySet<unknown> = new Set(["subagent", "guardian_review", "memory_consolidation"]);

const NOTHING_SAID: Omit<Thread, "id" | "session"> = {
  isSubAgent: false,
  start: "activity",
  isAutomated: false,
  isAutomation: false,
  history: "unsaid",
  isCodex: true,
  isDerived: false,
  ownFrom: null,
};

/** A thread of which only the id is known. */
export function threadOfId(id: string): Thread {
  return { ...NOTHING_SAID, id, session: id };
}

/** The id in a `session_meta`: of the thread; the oldest tools that imitate Codex have `session_id` alone. */
export function threadIdOf(meta: JsonObject): string | undefined {
  return readId(meta["id"]) ?? readId(meta["session_id"]);
}

/** The thread that a `session_meta` describes. */
export function threadOf(id: string, meta: JsonObject): Thread {
  const isSubAgent = isDrivenByProgram(meta);
  const isAutomation = meta["thread_source"] === "automation";
  const parent = isSubAgent ? parentOf(id, meta) : undefined;
  const { history_mode: mode, subagent_history_start_ordinal: ownFrom } = meta;
  return {
    id,
    session: parent ?? id,
    isSubAgent,
    start: parent !== undefined || isContinuation(meta) ? "elsewhere" : isSubAgent ? "tool-use" : "activity",
    isAutomated: isAutomation || meta["source"] === "exec",
    isAutomation,
    history: mode === "paginated" || mode === "legacy" ? mode : "unsaid",
    isCodex: isPresent(meta["cli_version"]),
    isDerived: isSubAgent || isPresent(meta["forked_from_id"]),
    ownFrom: typeof ownFrom === "number" ? ownFrom : null,
  };
}

/**
 * Whether a program sends, by what a turn says of its sender and else by the thread. A thread may go on elsewhere than
 * where it began: `codex exec` in a person's, a person in one of `codex exec`.
 */
export function isOfProgram(sender: Sender | null, { isAutomated }: Thread): boolean {
  return sender === null ? isAutomated : sender === "program";
}

/** The thread that a rollout's name ends with, before the id of a later page. */
export function threadIdOfName(name: string): string | undefined {
  return /-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:_[0-9a-f-]{36})?\.jsonl$/.exec(name)?.[1];
}

/** `source` is `{"subagent": ...}` or `{"internal": ...}` then, and newer releases say so in `thread_source` too. */
function isDrivenByProgram({ source, thread_source: threadSource }: JsonObject): boolean {
  if (OF_PROGRAMS.has(threadSource)) return true;
  return source === "subagent" || isPresent(memberOf(source, "subagent")) || isPresent(memberOf(source, "internal"));
}

/**
 * The session that a sub-agent works for: the root, where the head names it; else the thread that spawned it, unless
 * that is a sub-agent itself, whose id is no session.
 */
function parentOf(id: string, meta: JsonObject): string | undefined {
  const root = readId(meta["session_id"]);
  if (root !== undefined && root !== id) return root;
  const spawn = memberOf(memberOf(meta["source"], "subagent"), "thread_spawn");
  const depth = memberOf(spawn, "depth");
  if (typeof depth === "number" && depth > 1) return undefined;
  const parent = readId(meta["parent_thread_id"]) ?? readId(memberOf(spawn, "parent_thread_id"));
  return parent === id ? undefined : parent;
}

/** A later page of a thread (resumed or reverted) refers to the page before; a fork does too, but names its origin. */
function isContinuation(meta: JsonObject): boolean {
  return isObject(meta["history_base"]) && !isPresent(meta["forked_from_id"]);
}
