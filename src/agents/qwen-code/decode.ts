import { isUsage } from "../../events/observation.ts";
import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import { jsonLines, type JsonRecord, type RecordFindings } from "../../logs/lines/json-lines.ts";
import { isOpenCalls, type OpenCalls } from "../../logs/record/open-calls.ts";
import { isPresent, lineId, memberOf, readId, readText, readTime } from "../../logs/record/fields.ts";
import { isTook, withTelemetry, type Took } from "./calls.ts";
import { isOfSubAgent } from "./discover.ts";
import { observe } from "./observe.ts";
import { isBegunByProgram, isSendingCommand } from "./person.ts";
import type { SkipReason } from "../../logs/skip-reason.ts";
import { belowOf } from "../../logs/files/below.ts";

/** What later records need of the earlier ones. */
type State = {
  /** Whether a schedule or another session began this one. */
  readonly byProgram: boolean;
  readonly took: Took;
  readonly calls: OpenCalls;
  /** Whether a command sends the next prompt. */
  readonly isSending: boolean;
};

const TYPES = new Set(["user", "assistant", "tool_result", "system"]);

/** The lines of a session. `README.md` beside this file tells what they look like. */
export const qwenLines = jsonLines<State>({
  revision: 2,
  initialState: { byProgram: false, took: [], calls: [], isSending: false },
  restoreState,
  decode,
});

function restoreState(stored: Json): State | undefined {
  if (!isObject(stored)) return undefined;
  const { byProgram, took, calls, isSending } = stored;
  if (typeof byProgram !== "boolean" || typeof isSending !== "boolean") return undefined;
  return isTook(took) && isOpenCalls(calls) ? { byProgram, took, calls, isSending } : undefined;
}

function decode({ fields, bytes, log }: JsonRecord, state: State, found: RecordFindings): State {
  const { type, forkedFrom } = fields;
  if (typeof type === "string" && !TYPES.has(type)) found.unknown("type", type);
  if (typeof type !== "string" || !TYPES.has(type)) return passed("other-type");
  const now = after(fields, state);
  const [at, sessionId] = [
    readTime(fields["timestamp"]),
    readId(memberOf(forkedFrom, "sessionId") ?? fields["sessionId"]),
  ];
  if (at === undefined || sessionId === undefined) {
    found.skipped("incomplete");
    return now;
  }
  const isSubAgent = isOfSubAgent(belowOf(log)) || fields["isSidechain"] === true || isPresent(fields["agentId"]);
  const key = readId(fields["uuid"]) ?? lineId(bytes);
  const { seen, calls } = observe(fields, { key, isSubAgent, ...now, isSending: state.isSending }, (field, value) =>
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

function after(record: JsonObject, state: State): State {
  // What follows a command that sends a prompt is that prompt, or shows that there is none.
  if (record["type"] !== "system") return { ...state, isSending: false };
  const { byProgram, took, isSending } = state;
  return {
    ...state,
    byProgram: byProgram || isBegunByProgram(record),
    took: withTelemetry(took, record),
    isSending: isSending || isSendingCommand(record),
  };
}
