import type { JsonObject } from "../../lib/json/json.ts";
import { readMillis, readTime } from "../../logs/record/fields.ts";

/** How a call ended, as the step of its tool says. */
export interface Result {
  readonly at: string;
  readonly ok: boolean;
  readonly durationMs: number | undefined;
  /** Whether the person answered the questions of the call. */
  readonly isAnswer: boolean;
}

const BEGUN = /^Created At: (\S+)$/m;
const ENDED = /^Completed At: (\S+)$/m;
const FAILED = /^\s*(?:The command failed\b|The command exited with code [1-9-]|Encountered error in step execution:)/m;
const ANSWERED = /^A\d+: (?!User Skipped$)/m;

/** Reads the step of a tool that has ended, whose record is of this time. */
export function resultIn({ content, status }: JsonObject, recordAt: string): Result {
  const text = typeof content === "string" ? content : "";
  const head = text.slice(0, 200);
  const [begun, ended] = [BEGUN, ENDED].map((line) => readTime(line.exec(head)?.[1]));
  return {
    at: ended ?? recordAt,
    ok: (status === undefined || status === null || status === "DONE") && !FAILED.test(text),
    durationMs:
      begun === undefined || ended === undefined ? undefined : readMillis(Date.parse(ended) - Date.parse(begun)),
    isAnswer: ANSWERED.test(text),
  };
}
