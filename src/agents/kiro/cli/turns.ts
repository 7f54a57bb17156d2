import { isEvidence, type Observation } from "../../../events/observation.ts";
import { canonicalMillis } from "../../../events/timestamp.ts";
import type { DocumentFormat } from "../../../logs/documents/format.ts";
import { memberOf, readId, readMillis, readTime, readUnixTime } from "../../../logs/record/fields.ts";
import { aboutIn, told, turnsIn } from "../about.ts";
import { sessionOfName } from "../discover.ts";
import { worded } from "../../../logs/record/worded.ts";
import { blocksIn, textIn } from "./blocks.ts";

/** How turns end, in the program's own words. */
const REASONS = new Set(["UserTurnEnd", "ToolUseRejected", "Cancelled", "Error", "Rewind"]);
/**
 * The person cancelled the turn: while the model answered, or while a tool ran or was asked about. What is refused goes back
 * to the model instead, and ends no turn.
 */
const INTERRUPTED = new Set(["Cancelled", "ToolUseRejected"]);

/** What the CLI keeps beside the lines of a session, and writes anew with each turn: when each ended, how, and its answer. */
export const cliTurns: DocumentFormat = {
  revision: 2,
  *decode(log, documents, asked) {
    const fields = documents.read(log.path);
    const sessionId = readId(sessionOfName(log));
    if (fields === undefined || sessionId === undefined) return false;
    const about = aboutIn(fields);
    for (const turn of turnsIn(fields))
      for (const seen of told(
        about,
        log,
        shownBy(turn, sessionId, (value) => documents.unknown("end_reason", value)),
      ))
        if (asked?.evidence === true || !isEvidence(seen)) yield seen;
    return false;
  },
};

function shownBy(turn: unknown, sessionId: string, unknown: (reason: string) => void): readonly Observation[] {
  const ids = memberOf(turn, "message_ids");
  const key = readId(Array.isArray(ids) ? ids.at(-1) : undefined);
  const at = timeIn(memberOf(turn, "end_timestamp"));
  const reason = memberOf(turn, "end_reason");
  if (key === undefined || at === undefined || typeof reason !== "string") return [];
  if (!REASONS.has(reason)) unknown(reason);
  const common = { at, sessionId, key };
  if (INTERRUPTED.has(reason)) return [{ kind: "user-action", ...common, action: "interrupt", automated: false }];
  if (reason !== "UserTurnEnd") return [];
  const text = textIn(blocksIn(memberOf(memberOf(memberOf(turn, "result"), "Ok"), "content")));
  const durationMs = lengthOf(memberOf(turn, "turn_duration"));
  // Where tools were used, the wait for the person's word on them is in the length, and nothing tells how long it was.
  const isWithoutWaits = memberOf(turn, "number_of_cycles") === 0;
  return [
    ...(text === "" ? [] : [{ kind: "agent-message" as const, ...common, ...worded(text) }]),
    ...(durationMs === undefined || !isWithoutWaits ? [] : [{ kind: "turn-ended" as const, ...common, durationMs }]),
  ];
}

function timeIn(value: unknown): string | undefined {
  const millis = readUnixTime(value);
  return millis === undefined ? readTime(value) : canonicalMillis(millis);
}

function lengthOf(value: unknown): number | undefined {
  const [seconds, nanos] = [memberOf(value, "secs"), memberOf(value, "nanos") ?? 0];
  if (typeof seconds !== "number" || typeof nanos !== "number") return undefined;
  return readMillis(seconds * 1000 + nanos / 1e6);
}
