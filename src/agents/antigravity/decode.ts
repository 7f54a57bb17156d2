import type { JsonObject } from "../../lib/json/json.ts";
import { jsonLines, type JsonRecord, type RecordFindings } from "../../logs/lines/json-lines.ts";
import { isPresent, lineId, readId, readKeptText, readTime } from "../../logs/record/fields.ts";
import { callsIn } from "./calls.ts";
import { conversationOf } from "./discover.ts";
import { inputIn } from "./prompt.ts";
import { resultIn } from "./result.ts";
import { INITIAL, restoreState, type State } from "./state.ts";
import { wholeLength } from "./truncated.ts";
import type { SkipReason } from "../../logs/skip-reason.ts";

/** Whose a step is. What the system adds to a conversation is nobody's. */
const SOURCES = new Set(["USER_EXPLICIT", "USER_IMPLICIT", "MODEL", "SYSTEM"]);
/** A step that goes on is written once more when it has ended. */
const GOING_ON = new Set<unknown>(["RUNNING", "IN_PROGRESS", "PENDING", "WAITING", "GENERATING"]);
const ENDED = new Set<unknown>(["DONE", "ERROR", "CANCELED", "INTERRUPTED", "INVALID", "CLEARED"]);

/** The lines of a transcript. `README.md` beside this file tells what they look like. */
export const antigravityLines = jsonLines<State>({ revision: 1, initialState: INITIAL, restoreState, decode });

/** A record that counts, and where it stands. */
interface Step {
  readonly fields: JsonObject;
  readonly at: string;
  readonly sessionId: string;
  readonly number: number | undefined;
  readonly key: string;
}

function decode({ fields, bytes, log }: JsonRecord, state: State, found: RecordFindings): State {
  const { source, type, status } = fields;
  if (typeof source === "string" && !SOURCES.has(source)) found.unknown("source", source);
  if (source !== "USER_EXPLICIT" && source !== "MODEL") return passed("other-type");
  if (typeof status === "string" && !ENDED.has(status) && !GOING_ON.has(status)) found.unknown("status", status);
  const at = readTime(fields["created_at"]);
  const sessionId = readId(conversationOf(log));
  if (at === undefined || sessionId === undefined) return passed("incomplete");
  const number = stepNumber(fields["step_index"]);
  const key = number === undefined ? lineId(bytes) : `${sessionId}.${number}`;
  const step: Step = { fields, at, sessionId, number, key };
  const begun: State = state.first === null ? { ...state, first: at } : state;
  if (GOING_ON.has(status)) return (found.skipped("unfinished"), begun);
  if (source === "MODEL")
    return isPresent(type) && type !== "PLANNER_RESPONSE" ? ended(step, begun, found) : planned(step, begun, found);
  if (!isPresent(type) || type === "USER_INPUT") return entered(step, begun, found);
  if (typeof type === "string") found.unknown("type", type);
  found.skipped("other-type");
  return begun;

  function passed(why: SkipReason): State {
    found.skipped(why);
    return state;
  }
}

function stepNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** What was sent to the agent: by a person where the transcript shows one, else nobody knows by whom. */
function entered({ fields, at, sessionId, key }: Step, before: State, found: RecordFindings): State {
  const input = inputIn(fields);
  if (input === undefined) return (found.skipped("incomplete"), before);
  const isPersons = before.isPersons || input.hasSettings || input.approves;
  const state: State = { ...before, isPersons, model: readKeptText(input.model) ?? before.model };
  if (!isPersons) return (found.skipped("unattributed"), state);
  const { length, text, hasImage, approves } = input;
  found.start({ at: state.first ?? at, sessionId });
  const common = { at, sessionId, key, automated: false };
  if (approves) found.add({ kind: "user-action", ...common, action: "approve" });
  if (length > 0 || hasImage) found.add({ kind: "user-message", ...common, length, text, hasImage });
  else if (!approves) found.skipped("other-type");
  return state;
}

/** An answer of the model, or a step of its work. */
function planned({ fields, at, sessionId, number, key }: Step, state: State, found: RecordFindings): State {
  const calls = callsIn(fields);
  const common = { at, sessionId };
  for (const [index, call] of calls.entries())
    found.add({ kind: "tool-use", ...common, key: `${key}-${index}`, ...call });
  if (calls.length > 0) {
    const keys = calls.map(({ tool }, index) => [`${key}-${index}`, tool] as const);
    return { ...state, called: number === undefined ? null : { step: number, calls: keys } };
  }
  const text = typeof fields["content"] === "string" ? fields["content"].trim() : "";
  if (text === "") found.skipped("other-type");
  else {
    const length = wholeLength(text, fields);
    found.add({ kind: "agent-message", ...common, key, length, text, model: state.model ?? undefined });
  }
  return state;
}

/** The step of a tool: its number is that of the step that called it, and the place of the call. */
function ended({ fields, at: recordAt, sessionId, number }: Step, state: State, found: RecordFindings): State {
  const { called } = state;
  const call = called === null || number === undefined ? undefined : called.calls[number - called.step - 1];
  if (call === undefined) return (found.skipped("other-type"), state);
  const [key, tool] = call;
  const { at, ok, durationMs, isAnswer } = resultIn(fields, recordAt);
  const asks = tool === "ask_question";
  // How long the person took for an answer is no work of the tool.
  found.add({ kind: "tool-result", at, sessionId, key, ok, durationMs: asks ? undefined : durationMs });
  if (asks && isAnswer) found.add({ kind: "user-action", at, sessionId, key, action: "answer", automated: false });
  return state;
}
