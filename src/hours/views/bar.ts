import type { Hours } from "../report/figures.ts";
import type { Painter } from "./paint.ts";

export const LEGEND = "▀ human ▄ agent";

/** A bar of two halves, without colours as good as with them: the upper is the person's time, the lower the agents'. */
export function barOf(
  { human, agent }: Hours,
  { most, width }: { readonly most: number; readonly width: number },
  paint: Painter,
): string {
  if (width === 0) return "";
  const length = (seconds: number) => (seconds === 0 ? 0 : Math.max(1, Math.round((seconds / most) * width)));
  const both = Math.min(length(human), length(agent));
  const rest = Math.max(length(human), length(agent)) - both;
  const tail = length(human) > length(agent) ? paint.human("▀".repeat(rest)) : paint.agent("▄".repeat(rest));
  return paint.both("█".repeat(both)) + tail;
}
