import { LONGEST_SILENCE_S } from "../../../events/longest-silence.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import { memberOf, readText } from "../../../logs/record/fields.ts";
import { millisOf } from "../records.ts";
import { itemsOf } from "./rows.ts";

/** A row of the person or of the agent. */
interface Step {
  readonly type: unknown;
  readonly record: JsonObject | undefined;
}

const LONGEST_SILENCE_MS = LONGEST_SILENCE_S * 1000;

/**
 * When the turn began that came to rest at `ended`, by its rows since the session rested before, in their order;
 * `undefined` where that is not certain. A shutdown in a turn writes no row, so a prompt after a silence begins another
 * turn, and where only the agent goes on after one, nobody knows how much of it was work. A tool may have waited for the
 * person: what was allowed, and when, is not stored.
 */
export function turnBegan(steps: Iterable<Step>, ended: number): number | undefined {
  let began: number | undefined;
  let isCertain = true;
  let heard = -Infinity;
  for (const { type, record } of steps) {
    const created = millisOf(memberOf(record?.["time"], "created"));
    if (record === undefined || created === undefined) return undefined;
    const isSilent = created - heard > LONGEST_SILENCE_MS;
    if (began === undefined || (isSilent && type === "user")) [began, isCertain] = [created, true];
    else if (isSilent) isCertain = false;
    if (itemsOf(record).some((item) => item["type"] === "tool")) isCertain = false;
    heard = Math.max(heard, created, finishedAt(record) ?? created);
  }
  return isCertain && ended - heard <= LONGEST_SILENCE_MS ? began : undefined;
}

/** When a step finished. One that was cut is called completed when the next one starts, and has no `finish`. */
function finishedAt({ finish, time }: JsonObject): number | undefined {
  return readText(finish) === undefined ? undefined : millisOf(memberOf(time, "completed"));
}
