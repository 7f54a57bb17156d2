import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseObject } from "../../lib/json.ts";

const DEFAULT_DAYS = 30;

/**
 * Claude Code deletes transcripts whose file was not changed for `cleanupPeriodDays` when it starts (settings.json of its
 * directory; 30 if it is not set, as of 2.1).
 */
export function claudeExpiryDays(root: string): number {
  let text: string;
  try {
    text = readFileSync(join(root, "settings.json"), "utf8");
  } catch {
    return DEFAULT_DAYS;
  }
  const days = parseObject(text)?.["cleanupPeriodDays"];
  return typeof days === "number" && days > 0 ? days : DEFAULT_DAYS;
}
