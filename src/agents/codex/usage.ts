import type { Figures, Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { memberOf, readId, readText, readUnixTime } from "../../logs/record/fields.ts";
import { readStatus, readTokens, tokensIn } from "../../logs/record/usage-so-far.ts";
import type { RolloutRecord } from "./record.ts";

/** What later records need to know of what earlier ones said; kept where usage is asked for. */
export type UsageState = {
  /** What the thread has taken in all: input, cached, written to the cache, output, reasoning. */
  readonly total: readonly number[] | null;
  /** Whether each answer has a record of its own, which then counts alone. */
  readonly haveRecords: boolean;
  /** What was counted last by totals: the first such record may say it again. */
  readonly last: readonly number[] | null;
  /** The window of the usage limit that is used up: which, and when it begins anew. */
  readonly full: readonly [scope: string, resetsAt: string | null] | null;
};

const NOTHING: UsageState = { total: null, haveRecords: false, last: null, full: null };
const TAKEN = [
  "input_tokens",
  "cached_input_tokens",
  "cache_write_input_tokens",
  "output_tokens",
  "reasoning_output_tokens",
] as const;

/** What a record adds to what its thread took; its own id, if it has one. */
interface Added {
  readonly figures: Figures;
  readonly id?: string | undefined;
}

/** Follows what a thread takes. Codex says after each answer what the thread has taken in all, at times twice. */
export class CodexUsage {
  #state: UsageState;

  constructor(state: UsageState = NOTHING) {
    this.#state = state;
  }

  state(): UsageState {
    return this.#state;
  }

  /** Notes what a copied record says: what follows is counted from there. */
  pass({ type, payload }: RolloutRecord): void {
    const total = type === "event_msg" ? totalIn(payload) : undefined;
    if (total !== undefined) this.#state = { ...this.#state, total };
  }

  /** What a record adds. To be asked of all of a thread's own records, in their order. */
  added({ type, payload }: RolloutRecord): Added | undefined {
    if (type === "token_usage_record") return this.#ofAnswer(payload);
    if (type !== "event_msg" || payload["type"] !== "token_count") return undefined;
    const { total: before, haveRecords } = this.#state;
    const total = totalIn(payload);
    const last = takenIn(memberOf(payload["info"], "last_token_usage"));
    const more = total === undefined ? last : grown(total, before, last);
    this.#state = { ...this.#state, total: total ?? before, last: more ?? null, full: fullIn(payload) };
    return more === undefined || haveRecords ? undefined : addedBy(more);
  }

  /** That a limit stopped the agent, or that an answer failed. */
  fault({ type, payload }: RolloutRecord): Fault | undefined {
    if (type !== "event_msg" || (payload["type"] !== "error" && payload["type"] !== "stream_error")) return undefined;
    const { codex_error_info: info } = payload;
    if (info !== "usage_limit_exceeded") return { kind: "error", status: statusIn(info) };
    const [scope, resetsAt] = this.#state.full ?? [];
    return { kind: "limit", action: "hit", scope, resetsAt: resetsAt ?? undefined };
  }

  #ofAnswer(payload: JsonObject): Added | undefined {
    const taken = takenIn(payload["usage"]);
    const { haveRecords, last } = this.#state;
    this.#state = { ...this.#state, haveRecords: true };
    if (taken === undefined || (!haveRecords && last !== null && String(last) === String(taken))) return undefined;
    return addedBy(taken, readId(payload["response_id"]));
  }
}

/** A limit or an error, but for what all observations of a record have. */
type Fault = Pick<Observation & { kind: "limit" }, "kind" | "action" | "scope" | "resetsAt"> | ErrorSeen;
interface ErrorSeen {
  readonly kind: "error";
  readonly status: number | undefined;
}

/** Restores a state that was stored; `undefined` for anything else. */
export function restoredUsage(stored: unknown): UsageState | undefined {
  if (!isObject(stored) || typeof stored["haveRecords"] !== "boolean") return undefined;
  const areNumbers = [stored["total"], stored["last"]].every((part) => part === null || Array.isArray(part));
  return areNumbers && stored["full"] !== undefined ? (stored as unknown as UsageState) : undefined;
}

function totalIn(payload: JsonObject): readonly number[] | undefined {
  return payload["type"] === "token_count" ? takenIn(memberOf(payload["info"], "total_token_usage")) : undefined;
}

function takenIn(usage: unknown): readonly number[] | undefined {
  return isObject(usage) ? TAKEN.map((name) => readTokens(usage[name]) ?? 0) : undefined;
}

/** By how much a thread's total has grown. One that is less than before began anew: then its last answer counts. */
function grown(
  total: readonly number[],
  before: readonly number[] | null,
  last: readonly number[] | undefined,
): readonly number[] | undefined {
  const more = before === null ? undefined : total.map((taken, at) => taken - (before[at] ?? 0));
  if (more?.every((taken) => taken >= 0) === true) return more.some((taken) => taken > 0) ? more : undefined;
  return last ?? total;
}

/** Codex counts what comes from the cache, and goes to it, as input. */
function addedBy([input = 0, cached = 0, written = 0, output, reasoning]: readonly number[], id?: string) {
  const figures = {
    inputTokens: Math.max(0, input - cached - written),
    outputTokens: output,
    cacheReadTokens: cached,
    cacheWriteTokens: written,
    reasoningTokens: reasoning,
  };
  return tokensIn(figures) === 0 ? undefined : { figures, id };
}

function fullIn({ rate_limits: limits }: JsonObject): UsageState["full"] {
  for (const scope of ["primary", "secondary"]) {
    const window = memberOf(limits, scope);
    const used = memberOf(window, "used_percent");
    if (typeof used !== "number" || used < 100) continue;
    const resets = readUnixTime(memberOf(window, "resets_at"));
    return [scope, (resets === undefined ? undefined : canonicalMillis(resets)) ?? null];
  }
  return null;
}

/** `{"http_connection_failed":{"http_status_code":502}}`, or a word. */
function statusIn(info: unknown): number | undefined {
  const kind = isObject(info) ? readText(Object.keys(info)[0]) : undefined;
  return kind === undefined ? undefined : readStatus(memberOf(memberOf(info, kind), "http_status_code"));
}
