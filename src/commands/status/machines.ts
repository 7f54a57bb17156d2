import { NO_MACHINE } from "../../hours/projects/dimension.ts";
import { amount, grouped } from "../../lib/text/amount.ts";
import type { CopiedSession } from "../../store/reading/copied-sessions.ts";
import type { HostSync } from "../../sync/last-sync.ts";
import { age } from "./age.ts";

/** What other machines brought last, a line a host; nothing where none was ever asked. */
export function syncLines(
  syncs: ReadonlyMap<string, HostSync>,
  now: Date,
): readonly (readonly [string, readonly string[]])[] {
  if (syncs.size === 0) return [];
  return [["last sync", [...syncs].map(([host, sync]) => `${host}: ${syncText(sync, now)}`)]];
}

function syncText({ ended, succeeded, failure, events = 0, inserted = 0 }: HostSync, now: Date): string {
  const brought = `${amount(events, "event")}, ${grouped(inserted)} new`;
  if (failure === undefined) return `${ended} (${age(ended, now)}), ${brought}`;
  const before = succeeded === undefined ? "never before" : `the last one that went well was ${age(succeeded, now)}`;
  return `${ended} (${age(ended, now)}) failed; ${before}`;
}

/** So many sessions are told by their ids. */
const MOST_SESSIONS = 5;

/** Which sessions lie on more than one machine: they are no mistake, but somebody may wonder whose they are. */
export function copiedLines(copied: readonly CopiedSession[]): readonly string[] {
  if (copied.length === 0) return [];
  const more = copied.length > MOST_SESSIONS ? [`  and ${copied.length - MOST_SESSIONS} more (--json has all)`] : [];
  return [
    `${amount(copied.length, "session")} on more than one machine: reports count each once, for the first machine`,
    ...copied
      .slice(0, MOST_SESSIONS)
      .map(({ session_id: id = "?", machines }) => `  ${id}: ${machines.map(shown).join(", ")}`),
    ...more,
  ];
}

/** The same for programs; a machine without a name is `null`. */
export function copiedJson({ agent, session_id, machines }: CopiedSession): object {
  return { agent, session_id, machines: machines.map((machine) => machine ?? null) };
}

function shown(machine: string | undefined): string {
  return machine ?? NO_MACHINE;
}
