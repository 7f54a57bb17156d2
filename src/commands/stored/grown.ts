import { noteBefore } from "../../export/summary/note-before.ts";
import { OWN_STORE } from "../../export/summary/note-file.ts";
import { amount } from "../../lib/text/amount.ts";
import { age } from "../status/age.ts";

/**
 * A line that says that logs have grown since the last export, where what is asked for (until `end`, in seconds since
 * 1970) may lack what is new in them. Only where the exports of this data directory go into a store of ours.
 */
export async function grownNote(dataDir: string, end: number, now: Date): Promise<string | undefined> {
  const { ended, destination } = noteBefore(dataDir);
  if (ended === undefined || end * 1000 <= ended.getTime()) return undefined;
  if (destination !== undefined && destination !== OWN_STORE) return undefined;
  const { grownLogs } = await import("./grown-logs.ts");
  const grown = grownLogs(dataDir);
  if (grown === 0) return undefined;
  return `tt: ${amount(grown, "log")} grew since the last export (${age(ended.toISOString(), now)}): 'tt update', or --fresh\n`;
}
