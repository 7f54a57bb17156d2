import { amount } from "../../lib/text/amount.ts";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long ago that was, for a person. */
export function age(timestamp: string, now: Date): string {
  const millis = now.getTime() - Date.parse(timestamp);
  for (const [unit, size] of UNITS) if (millis >= size) return `${amount(Math.floor(millis / size), unit)} ago`;
  return millis < -60_000 ? "in the future" : "just now";
}
