import { canonicalTimestamp } from "../../events/timestamp.ts";
import { textLines, type Entry } from "../../log-formats/text-log/lines.ts";

/**
 * `2026-11-02 09:30:00 [info] text` of the program, by the machine's clock and without a zone; of its servers
 * `2026-11-02T08:30:00.123Z [server] [info] text`, or with the level first, or without the server.
 */
const HEAD =
  /^(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z)|(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)) \[([^\]]{1,256})\](?: \[([^\]]{1,256})\])?(?: |$)/;
const LONGEST_HEAD = 600;

const LEVELS = new Set(["error", "warn", "warning", "info", "verbose", "debug", "silly", "trace"]);

/** The id of a session of Cowork, as lines of the program tell it; a server's lines may quote anything. */
const SESSION = /\blocal_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/;
const LOOKED_THROUGH = 4096;

/** Lines of both kinds of logs. */
export const desktopLogLines = textLines(1, (text): Entry | undefined => {
  const [head, instant, day, clock, first, second] = HEAD.exec(text.slice(0, LONGEST_HEAD)) ?? [];
  const at = canonicalTimestamp(instant ?? `${day}T${clock}Z`);
  if (head === undefined || first === undefined || at === undefined) return undefined;
  const isLevel = (word: string | undefined) => word !== undefined && LEVELS.has(word.toLowerCase());
  const isFirst = isLevel(first);
  const level = isFirst ? first : isLevel(second) ? second : undefined;
  if (level === undefined) return undefined;
  const message = text.slice(head.length);
  if (instant !== undefined) return { at, level, message, service: isFirst ? second : first };
  const service = isFirst ? second : first;
  const [sessionId] = SESSION.exec(message.slice(0, LOOKED_THROUGH)) ?? [];
  return { at, isLocal: true, level, message, service, sessionId };
});
