import { amount, grouped } from "../../lib/text/amount.ts";
import { printable } from "../../lib/text/printable.ts";
import type { Complaint, Imported, Tally } from "./import.ts";

const WORDS: Readonly<Record<Complaint["kind"], string>> = {
  malformed: "is no event",
  conflict: "differs from the event of the same ID that is stored, which stays",
};

/** A line that was not stored, as a sentence for a person. */
export function complaintText({ kind, place, detail }: Complaint): string {
  return `tt: warning: ${place} ${WORDS[kind]} (${printable(detail)})\n`;
}

/** How many more there were than are told one by one. */
export function moreText({ tally, complaints }: Imported): string {
  const told = (of: Complaint["kind"]) => complaints.filter(({ kind }) => kind === of).length;
  return [
    { more: tally.malformed - told("malformed"), what: "lines are no events" },
    { more: tally.conflicts - told("conflict"), what: "lines differ from the event of the same ID that is stored" },
  ]
    .filter(({ more }) => more > 0)
    .map(({ more, what }) => `tt: warning: ${grouped(more)} more ${what}\n`)
    .join("");
}

/** That a store has not got what was exported before, and what to do. */
export function behindText(location: string): string {
  return (
    `tt: warning: the store \`${printable(location)}\` lacks events that were exported before ` +
    "(it is new, another one or an older copy): 'tt export --full' with the same consumer brings what the logs still hold\n"
  );
}

/** That a correction was one of some types alone, and how to correct the others. */
export function keptText({ kept }: Imported): string {
  if (kept.size === 0) return "";
  const events = [...kept].map(([type, number]) => `${grouped(number)} ${printable(type)}`).join(", ");
  return (
    `tt: left as they are, because the export was not asked for their types: ${events}\n` +
    "hint: with --types all they are replaced too\n"
  );
}

/** That parts of sessions were not corrected, since nothing tells of them any more. */
export function leftText({ left: { sessions, events } }: Imported): string {
  if (events === 0) return "";
  return (
    "tt: left as they are, because the input has nothing of their threads (a session's own, or a sub-agent's): " +
    `${amount(events, "event")} of ${amount(sessions, "session")}; the logs are gone, or give no events any more\n`
  );
}

/** What a person reads at the end of an import. */
export function importSummaryText(location: string, tally: Readonly<Tally>, removed: number): string {
  const { read, inserted, ...rest } = tally;
  const others = Object.entries({ ...rest, removed })
    .filter(([, number]) => number > 0)
    .map(([what, number]) => `, ${grouped(number)} ${number === 1 ? what.replace(/s$/, "") : what}`);
  const lines = `${grouped(read)} line${read === 1 ? "" : "s"}`;
  return `${printable(location)}: ${lines} read, ${grouped(inserted)} inserted${others.join("")}\n`;
}

/** The same for a program, with all that a person is warned of. Only what replaces tells what was removed, kept and left. */
export function importSummaryJson(
  { tally, complaints, isBehind, removed, kept, left }: Imported,
  replaces: boolean,
): object {
  return {
    ...tally,
    ...(replaces ? { removed, kept: Object.fromEntries(kept), left } : undefined),
    ...(isBehind ? { lacks_events: true } : undefined),
    warnings: complaints,
  };
}
