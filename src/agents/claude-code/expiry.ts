import { join } from "node:path";
import { parseObject } from "../../lib/json/json.ts";
import { readText } from "../../lib/files/read-text.ts";

const DEFAULT_DAYS = 30;

/**
 * Claude Code deletes transcripts whose file was not changed for `cleanupPeriodDays` when it starts (settings.json of its
 * directory; 30 if it is not set, as of 2.1).
 */
export function claudeExpiryDays(root: string): number {
  let days: unknown;
  try {
    days = parseObject(readText(join(root, "settings.json")))?.["cleanupPeriodDays"];
  } catch {
    return DEFAULT_DAYS;
  }
  return typeof days === "number" && days > 0 ? days : DEFAULT_DAYS;
}
