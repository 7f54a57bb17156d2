import type { JsonObject } from "../../../lib/json/json.ts";
import { isObject } from "../../../lib/json/json.ts";
import { isPresent, memberOf, readId, readText, readTime } from "../../../logs/record/fields.ts";
import type { CountingRecord } from "../record.ts";

/** A line of a sub-agent inside a `progress` record, as releases to 2.1.71 keep them, and whose it is. */
export interface Embedded {
  readonly record: CountingRecord;
  readonly agentId: string | undefined;
}

/** The answer of a sub-agent that a record holds, if it holds one. */
export function embeddedIn(fields: JsonObject): Embedded | undefined {
  const { type, data } = fields;
  const line = memberOf(data, "message");
  if (type !== "progress" || !isObject(line) || line["type"] !== "assistant") return undefined;
  const at = readTime(line["timestamp"]) ?? readTime(fields["timestamp"]);
  const sessionId = readId(fields["sessionId"]);
  if (at === undefined || sessionId === undefined || isPresent(fields["forkedFrom"])) return undefined;
  const record = {
    type: "assistant",
    fields: line,
    at,
    sessionId,
    cwd: readText(fields["cwd"]),
    gitBranch: readText(fields["gitBranch"]),
    isSidechain: true,
  } as const;
  return { record, agentId: readId(memberOf(data, "agentId")) };
}
