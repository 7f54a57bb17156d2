import type { DirectoryWatch } from "../../../export/directory-watch.ts";
import { within } from "../../../lib/process/within.ts";

/** What is written within this time goes together. */
const TOGETHER_MS = 200;
/** Looks have so much time from one's beginning to the next one's: at least, and at most for a change that was heard of. */
const PACE_MS = { least: 1000, most: 1600 } as const;
/** The net: what nobody told of is found by then. Where nothing is told, sooner. */
const NET_MS = { told: 30_000, untold: 2000 } as const;
/**
 * A look at which nothing may have come may take this part of the time. Where nothing is told, looking is all there is:
 * a larger part, so that 0.1 s of looking is once in five seconds, but not so large that very many logs keep a processor
 * warm for ever.
 */
const SHARE = { told: 1 / 150, untold: 1 / 50 } as const;

/** What decides when to look again. */
export interface Pace {
  /** When the last look began. */
  readonly began: number;
  /** How long the last look took that had nothing to deliver: so long will one take that is for nothing. */
  readonly quiet: number;
  /** Whether the system tells of everything that is to be heard. */
  readonly isTold: boolean;
  /** Whether the last positions were not stored: the same events would come again with every look. */
  readonly isUnstored: boolean;
}

/** Waits until it is time to look again. */
export async function nextLook(watch: DirectoryWatch, { began, quiet, isTold, isUnstored }: Pace): Promise<void> {
  const took = performance.now() - began;
  const how = isTold || isUnstored ? "told" : "untold";
  const last = began + Math.max(NET_MS[how], took, quiet / SHARE[how]);
  const pause = (until: number) => new Promise((resolve) => setTimeout(resolve, until - performance.now()));
  if (isUnstored) return void (await pause(last));
  if (!(await within(last - performance.now(), watch.heard()))) return;
  const soon = performance.now() + TOGETHER_MS;
  await pause(Math.max(soon, began + Math.min(Math.max(PACE_MS.least, 4 * took), PACE_MS.most)));
  watch.take();
}
