import type { SessionChange, SessionChanged } from "../../events/observation.ts";
import type { Json } from "../../lib/json/json.ts";
import { memberOf } from "../../logs/record/fields.ts";
import { common, type CountingRecord } from "./record.ts";

/** Commands that say what becomes of the session. */
const COMMANDS: ReadonlyMap<string, SessionChange> = new Map([
  ["clear", "cleared"],
  ["exit", "ended"],
  ["quit", "ended"],
]);

/** What a slash command does to its session, by the text that Claude Code makes of it. */
export function changeBy(command: string, record: CountingRecord): SessionChanged | undefined {
  const [, name = ""] = /<command-name>\/?([a-z]+)<\/command-name>/.exec(command.slice(0, LONGEST_COMMAND)) ?? [];
  const action = COMMANDS.get(name);
  return action === undefined ? undefined : { kind: "session-changed", ...common(record), action };
}

const LONGEST_COMMAND = 4096;

/** How the hooks of a session's start name the one that goes on with an old session. */
export const RESUMED_HOOK = "SessionStart:resume";
/** The hooks of one start run side by side. */
const ONE_START_MS = 10_000;

/** Follows what records beside commands say of their sessions: compactions, and hooks that ran at a resumption. */
export class SessionChanges {
  /** When a session was resumed last: the session and the time. */
  #resumed: readonly [session: string, at: string] | undefined;

  constructor(resumed?: readonly [string, string]) {
    this.#resumed = resumed;
  }

  /** Restores what `state()` returned; `undefined` for anything else. */
  static restored(state: unknown): SessionChanges | undefined {
    if (state === null) return new SessionChanges();
    const [session, at, ...more] = Array.isArray(state) ? (state as readonly unknown[]) : [];
    if (typeof session !== "string" || typeof at !== "string" || more.length > 0) return undefined;
    return new SessionChanges([session, at]);
  }

  state(): Json {
    return this.#resumed ?? null;
  }

  /** What a record of the system or an attachment says of its session. */
  seen(record: CountingRecord): SessionChanged | undefined {
    const { type, fields } = record;
    if (type === "system" && fields["subtype"] === "compact_boundary") return changed(record, "compacted");
    const { attachment } = fields;
    if (type !== "attachment" || memberOf(attachment, "type") !== "hook_success") return undefined;
    return memberOf(attachment, "hookName") === RESUMED_HOOK ? this.#resumption(record) : undefined;
  }

  #resumption(record: CountingRecord): SessionChanged | undefined {
    const { sessionId, at } = record;
    const [session, before = ""] = this.#resumed ?? [];
    const since = Date.parse(at) - Date.parse(before);
    if (session === sessionId && Math.abs(since) < ONE_START_MS) return undefined;
    this.#resumed = [sessionId, at];
    return changed(record, "resumed");
  }
}

function changed(record: CountingRecord, action: SessionChange): SessionChanged {
  return { kind: "session-changed", ...common(record), action };
}
