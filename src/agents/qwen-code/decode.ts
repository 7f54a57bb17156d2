import { isUsage } from "../../events/observation.ts";
import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import { jsonLines, type JsonRecord, type RecordFindings } from "../../logs/lines/json-lines.ts";
import { isOpenCalls, type OpenCalls } from "../../logs/record/open-calls.ts";
import { isPresent, lineId, memberOf, readId, readText, readTime } from "../../logs/record/fields.ts";
import { isTook, withTelemetry, type Took } from "./calls.ts";
import { isOfSubAgent } from "./discover.ts";
import { observe } from "./observe.ts";
import { isBegunByProgram, isCommand, isSendingCommand } from "./person.ts";
import type { SkipReason } from "../../logs/skip-reason.ts";
import { belowOf } from "../../logs/files/below.ts";

/** What later records need of the earlier ones. */
type State = {
  /** Whether a schedule or another session began this one. */
  readonly byProgram: boolean;
  readonly took: Took;
  readonly calls: OpenCalls;
  /** When a command was given that sends the next prompt. */
  readonly sentAt: string | null;
};

const TYPES = new Set(["user", "assistant", "tool_result", "system"]);

/** The lines of a session. `README.md` beside this file tells what they look like. */
export const qwenLines = jsonLines<State>({
  revision: 3,
  initialState: { byProgram: false, took: [], calls: [], sentAt: null },
  restoreState,
  decode,
});

function restoreState(stored: Json): State | undefined {
  if (!isObject(stored)) return undefined;
  const { byProgram, took, calls, sentAt } = stored;
  if (typeof byProgram !== "boolean" || !(sentAt === null || typeof sentAt === "string")) return undefined;
  return isTook(took) && isOpenCalls(calls) ? { byProgram, took, calls, sentAt } : undefined;
}

function decode({ fields, bytes, log }: JsonRecord, state: State, found: RecordFindings): State {
  const { type, forkedFrom } = fields;
  if (typeof type === "string" && !TYPES.has(type)) found.unknown("type", type);
  if (typeof type !== "string" || !TYPES.has(type)) return passed("other-type");
  const at = readTime(fields["timestamp"]);
  const now = after(fields, at, state);
  const sessionId = readId(memberOf(forkedFrom, "sessionId") ?? fields["sessionId"]);
  if (at === undefined || sessionId === undefined) {
    found.skipped("incomplete");
    return now;
  }
  const isSubAgent = isOfSubAgent(belowOf(log)) || fields["isSidechain"] === true || isPresent(fields["agentId"]);
  const key = readId(fields["uuid"]) ?? lineId(bytes);
  const isSent = state.sentAt !== null && isSentBy(state.sentAt, at);
  const { seen, calls } = observe(fields, { key, isSubAgent, ...now, isSent }, (field, value) =>
    found.unknown(field, value),
  );
  const isCompaction = !isSubAgent && type === "system" && fields["subtype"] === "chat_compression";
  if (!seen.some(({ kind }) => kind !== "aside") && !isCompaction) found.skipped("other-type");
  const common = { at, sessionId, cwd: readText(fields["cwd"]), gitBranch: readText(fields["gitBranch"]) };
  // What was copied from another session is that one's, and no start of this one.
  const isOwn = !isSubAgent && !isPresent(forkedFrom);
  // That the provider failed shows nobody at work.
  if (isOwn && (type === "assistant" || seen.some((each) => !isUsage(each)))) found.start(common);
  for (const each of seen) found.add({ ...each, ...common });
  if (isCompaction) found.add({ kind: "session-changed", ...common, action: "compacted" });
  return { ...now, calls };

  function passed(why: SkipReason): State {
    found.skipped(why);
    return state;
  }
}

function after(record: JsonObject, at: string | undefined, state: State): State {
  // What follows a command that sends a prompt is that prompt, or shows that there is none: so does another command.
  if (record["type"] !== "system") return { ...state, sentAt: null };
  const { byProgram, took, sentAt } = state;
  return {
    ...state,
    byProgram: byProgram || isBegunByProgram(record),
    took: withTelemetry(took, record),
    sentAt: isCommand(record) ? (isSendingCommand(record) ? (at ?? null) : null) : sentAt,
  };
}

/**
 * The longest between a command and the prompt that it sends. Hooks run in between, and may keep the prompt from the log, as
 * do Esc and an end of the program: then the next prompt is the person's. To lose one is worse than to count a command twice.
 */
const LONGEST_SENDING_MS = 5000;

/** Whether a prompt of this time is what a command sent. The clock may have been set back a little. */
function isSentBy(command: string, at: string): boolean {
  return Math.abs(Date.parse(at) - Date.parse(command)) <= LONGEST_SENDING_MS;
}
