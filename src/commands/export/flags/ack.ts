import { usage } from "../../../failure.ts";
import { durationOf } from "../../../lib/text/duration.ts";
import type { ExportOptions } from "../options.ts";

export interface AckFlags {
  readonly ack?: true;
  readonly ackTimeout?: string;
}

/** A day; timers hold no more than 24 of them. */
const LONGEST_WAIT = 86_400;

/** Whether an export waits for its reader to acknowledge, and for how long. Fails where there is nothing to acknowledge. */
export function acknowledgementOf(
  { ack, ackTimeout, dryRun }: AckFlags & { readonly dryRun?: true },
  {
    isWindow,
    hasConsumer,
    follows,
  }: { readonly isWindow: boolean; readonly hasConsumer: boolean; readonly follows: boolean },
): ExportOptions["ack"] {
  if (ack === undefined) {
    if (ackTimeout !== undefined) throw usage("--ack-timeout needs --ack");
    return undefined;
  }
  if (hasConsumer && !follows)
    throw usage("--ack is for who reads the standard output: a consumer after '--' acknowledges by its exit code");
  if (isWindow) throw usage("a window stores no positions: --ack is for an export without --since and --until");
  if (dryRun) throw usage("a dry run prints nothing to acknowledge: --ack and --dry-run contradict each other");
  if (ackTimeout === undefined) return { timeoutSeconds: 600 };
  const timeoutSeconds = durationOf(ackTimeout);
  if (timeoutSeconds === undefined)
    throw usage(`--ack-timeout: not a duration: '${ackTimeout}'`, "such as 90s, 5m, 1h30m");
  if (timeoutSeconds === 0 || timeoutSeconds > LONGEST_WAIT)
    throw usage(`--ack-timeout: not from 1s to 24h: '${ackTimeout}'`);
  return { timeoutSeconds };
}
