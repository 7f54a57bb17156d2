import { canonicalMillis } from "../../events/timestamp.ts";
import { isUsage } from "../../events/observation.ts";
import { isObject } from "../../lib/json/json.ts";
import { jsonLines, type JsonRecord, type RecordFindings } from "../../logs/lines/json-lines.ts";
import { lineId, readId } from "../../logs/record/fields.ts";
import { placeOf } from "./discover.ts";
import { observe } from "./observe.ts";
import { INITIAL, restoreState, type State } from "./state.ts";
import type { SkipReason } from "../../logs/skip-reason.ts";

const TYPES = new Set([
  "TurnBegin",
  "SteerInput",
  "TurnEnd",
  "StepBegin",
  "StepInterrupted",
  "StepRetry",
  "HookTriggered",
  "HookResolved",
  "CompactionBegin",
  "CompactionEnd",
  "MCPLoadingBegin",
  "MCPLoadingEnd",
  "StatusUpdate",
  "Notification",
  "ContentPart",
  "ToolCall",
  "ToolCallPart",
  "ToolResult",
  "ApprovalRequest",
  "ApprovalResponse",
  // Of older versions.
  "ApprovalRequestResolved",
  "QuestionRequest",
  "ToolCallRequest",
  "HookRequest",
  "SubagentEvent",
  "PlanDisplay",
  "BtwBegin",
  "BtwEnd",
]);

/** The lines of a session. `README.md` beside this file tells what they look like. */
export const kimiLines = jsonLines<State>({ revision: 3, initialState: INITIAL, restoreState, decode });

function decode({ fields, bytes, log }: JsonRecord, state: State, found: RecordFindings): State {
  const { timestamp, message } = fields;
  const type = isObject(message) ? message["type"] : undefined;
  if (!isObject(message) || typeof type !== "string") return passed("other-type");
  if (!TYPES.has(type)) found.unknown("type", type);
  const at = typeof timestamp === "number" ? canonicalMillis(timestamp * 1000) : undefined;
  const place = placeOf(log);
  const [sessionId, agentId] = [readId(place.session), readId(place.agent)];
  if (at === undefined || sessionId === undefined) return passed("incomplete");
  const isSubAgent = place.agent !== undefined;
  const shown = observe(
    { type, payload: message["payload"], at, key: () => lineId(bytes) },
    { ...state, agentId, isSubAgent },
  );
  const isCompaction = type === "CompactionEnd" && !isSubAgent;
  if (isCompaction) found.add({ kind: "session-changed", at, sessionId, action: "compacted" });
  if (!shown.seen.some(({ kind }) => kind !== "aside") && !isCompaction) found.skipped("other-type");
  for (const seen of shown.seen) {
    if (!isSubAgent && seen.kind !== "aside" && !isUsage(seen)) found.start({ at: seen.at, sessionId });
    found.add({ ...seen, sessionId });
  }
  return shown.state;

  function passed(why: SkipReason): State {
    found.skipped(why);
    return state;
  }
}
