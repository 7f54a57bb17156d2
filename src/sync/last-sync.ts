import { join } from "node:path";
import * as z from "zod";
import { readState } from "../manifest/read-state.ts";
import { sweepState, UnwrittenState, writeState } from "../manifest/state-file.ts";

/** The file in the data directory that tells how the last sync of each host went. */
export const LAST_SYNC = "last-sync.json";
const MOST_BYTES = 1 << 20;

const HostSync = z.object({
  machine_id: z.string(),
  /** When the last try ended. */
  ended: z.iso.datetime(),
  /** When one ended well. */
  succeeded: z.iso.datetime().optional(),
  /** Why the last try failed, if it did. */
  failure: z.string().optional(),
  /** What the last one that went well brought, and how much of it was new. */
  events: z.int().nonnegative().optional(),
  inserted: z.int().nonnegative().optional(),
  /** The types of events that it was to give, as a manifest notes them. */
  types: z.string().optional(),
});
export type HostSync = Readonly<z.infer<typeof HostSync>>;

const Note = z.looseObject({ hosts: z.record(z.string(), HostSync.optional().catch(undefined)) });

/** How the last sync of each host went, by the hosts' names; nothing where there is no note that can be understood. */
export function readLastSync(dataDir: string): ReadonlyMap<string, HostSync> {
  let value: unknown;
  try {
    value = JSON.parse(readState(join(dataDir, LAST_SYNC), MOST_BYTES)?.toString("utf8") ?? "null");
  } catch {
    // Unreadable or cut: it is a convenience, and the next sync writes it anew.
    value = undefined;
  }
  const { data } = Note.safeParse(value);
  return new Map(
    Object.entries(data?.hosts ?? {}).flatMap(([name, sync]) => (sync === undefined ? [] : [[name, sync] as const])),
  );
}

/**
 * Notes how a sync of a host went; what is known of others, and went well before, stays. A directory that cannot be written
 * fails nothing.
 */
export function noteSync(dataDir: string, name: string, sync: HostSync): void {
  try {
    changeNote(dataDir, (hosts) => {
      const { succeeded, events, inserted, types } = hosts.get(name) ?? {};
      hosts.set(
        name,
        sync.failure === undefined ? sync : withoutUndefined({ succeeded, events, inserted, types, ...sync }),
      );
    });
  } catch (error) {
    if (!(error instanceof UnwrittenState)) throw error;
  }
}

/** Forgets how the syncs of some hosts went. */
export function forgetSyncs(dataDir: string, names: readonly string[]): void {
  changeNote(dataDir, (hosts) => {
    for (const name of names) hosts.delete(name);
  });
}

/** Read right before it is written: another sync may have noted other hosts since this one began. */
function changeNote(dataDir: string, change: (hosts: Map<string, HostSync>) => void): void {
  const path = join(dataDir, LAST_SYNC);
  sweepState(path);
  const hosts = new Map(readLastSync(dataDir));
  change(hosts);
  writeState(path, `${JSON.stringify({ hosts: Object.fromEntries(hosts) })}\n`);
}

function withoutUndefined(sync: { [Name in keyof HostSync]: HostSync[Name] | undefined }): HostSync {
  return Object.fromEntries(Object.entries(sync).filter(([, value]) => value !== undefined)) as HostSync;
}
