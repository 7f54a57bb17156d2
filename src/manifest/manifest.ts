import { isDeliveryName } from "../delivery.ts";
import { isMachineId } from "../events/machine-id.ts";
import { isObject, type Json } from "../lib/json/json.ts";

export const MANIFEST_VERSION = 2;

/** Where a source stopped in a log: the manifest keeps it without looking inside. */
export type Entry = { readonly [key: string]: Json };

/** The cursors of one source, by the names of its logs. */
export interface Manifest {
  readonly machineId: string | undefined;
  /** The types of events that were delivered last, or a group of them, by name; `undefined` before they were noted. */
  readonly types: string | undefined;
  /** The directories whose sessions are not exported; absent where there are none. */
  readonly exclude?: readonly string[];
  /** The delivery by which a consumer has got everything before these cursors; absent where none has. */
  readonly delivery?: string | undefined;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** What is nested deeper is no manifest: ours are not half as deep. */
export const MANIFEST_DEPTH = 100;

export const NO_MANIFEST: Manifest = { machineId: undefined, types: undefined, entries: new Map() };

/**
 * Reads the text of a manifest. The forms before version 2 hold nothing to check their offsets by: every log is read from
 * its start. Entries are checked by the source that reads them.
 */
export function parseManifest(text: string): Manifest | "old" | "corrupt" | "newer" {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "corrupt";
  }
  if (!isObject(value)) return "corrupt";
  const { version = 1, machine_id: machineId, types, exclude, delivery, sessions } = value;
  if (!Number.isSafeInteger(version)) return "corrupt";
  if (Number(version) > MANIFEST_VERSION) return "newer";
  if (!isObject(sessions)) return "corrupt";
  if (version !== MANIFEST_VERSION) return "old";
  if (machineId !== undefined && !(typeof machineId === "string" && isMachineId(machineId))) return "corrupt";
  const entries = new Map<string, Entry>();
  for (const [key, entry] of Object.entries(sessions)) if (isObject(entry)) entries.set(key, entry as Entry);
  return {
    machineId,
    types: typeof types === "string" ? types : undefined,
    exclude: directoriesIn(exclude),
    delivery: isDeliveryName(delivery) ? delivery : undefined,
    entries,
  };
}

/** The directories that a member of somebody's file holds; what else is in it is passed over. */
export function directoriesIn(member: unknown): readonly string[] {
  return Array.isArray(member) ? member.filter((path) => typeof path === "string") : [];
}

/** The text of a manifest, an entry a line, in the order of their names: the same manifest has the same bytes. */
export function formatManifest({ machineId, types, exclude = [], delivery, entries }: Manifest): string {
  const machine = machineId === undefined ? "" : `"machine_id": ${JSON.stringify(machineId)}, `;
  const asked = types === undefined ? "" : `"types": ${JSON.stringify(types)}, `;
  const excluded = exclude.length === 0 ? "" : `"exclude": ${JSON.stringify(exclude)}, `;
  const delivered = delivery === undefined ? "" : `"delivery": ${JSON.stringify(delivery)}, `;
  const lines: string[] = [];
  for (const key of [...entries.keys()].sort()) {
    const entry = formatEntry(entries.get(key));
    if (entry !== undefined) lines.push(`${JSON.stringify(key)}: ${entry}`);
  }
  return `{ "version": ${MANIFEST_VERSION}, ${machine}${asked}${excluded}${delivered}"sessions": {${lines.length === 0 ? "" : `\n${lines.join(",\n")}\n`}} }\n`;
}

/** The text of an entry; `undefined` for none, and for one that somebody nested too deep to be written again. */
export function formatEntry(entry: Entry | undefined): string | undefined {
  try {
    return JSON.stringify(entry);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
