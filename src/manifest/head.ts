import { isDeliveryName } from "../delivery.ts";
import { isFields, type Fields } from "../events/fields.ts";
import { isMachineId } from "../events/machine-id.ts";
import type { JsonObject } from "../lib/json/json.ts";

/** The version of the files in which positions are kept. */
export const MANIFEST_VERSION = 2;

/** What holds for all entries of a manifest. It stands in the file of changes, too. */
export interface ManifestHead {
  readonly machineId: string | undefined;
  /** The types of events that were delivered last, or a group of them, by name; `undefined` before they were noted. */
  readonly types: string | undefined;
  /** The types with which our own store goes on, noted so; absent where they are those that were delivered last. */
  readonly storeTypes?: string | undefined;
  /** The time zone by which the local times of the logs were read; absent where they are not local. */
  readonly zone?: string | undefined;
  /** The directories whose sessions are not exported; absent where there are none. */
  readonly exclude?: readonly string[];
  /** How much the events tell; absent where that is all. */
  readonly fields?: Fields | undefined;
  /** The delivery by which a consumer has got everything before the positions; absent where none has. */
  readonly delivery?: string | undefined;
}

/** The head that a parsed file has. */
export function headOf({
  machine_id: machineId,
  types,
  store_types: storeTypes,
  zone,
  exclude,
  fields,
  delivery,
}: JsonObject): ManifestHead | "corrupt" {
  if (machineId !== undefined && !(typeof machineId === "string" && isMachineId(machineId))) return "corrupt";
  return {
    machineId,
    types: typeof types === "string" ? types : undefined,
    ...(typeof storeTypes === "string" ? { storeTypes } : {}),
    ...(typeof zone === "string" ? { zone } : {}),
    exclude: directoriesIn(exclude),
    ...(isFields(fields) ? { fields } : {}),
    delivery: isDeliveryName(delivery) ? delivery : undefined,
  };
}

/** The directories that a member of somebody's file holds; what else is in it is passed over. */
export function directoriesIn(member: unknown): readonly string[] {
  return Array.isArray(member) ? member.filter((path) => typeof path === "string") : [];
}

/** The members of a head as text, the version first, each with a comma behind it. */
export function formatHead(head: ManifestHead): string {
  const { machineId, types, storeTypes, zone, exclude = [], fields = "all", delivery } = head;
  const machine = machineId === undefined ? "" : `"machine_id": ${JSON.stringify(machineId)}, `;
  const asked = types === undefined ? "" : `"types": ${JSON.stringify(types)}, `;
  const stored = storeTypes === undefined ? "" : `"store_types": ${JSON.stringify(storeTypes)}, `;
  const zoned = zone === undefined ? "" : `"zone": ${JSON.stringify(zone)}, `;
  const excluded = exclude.length === 0 ? "" : `"exclude": ${JSON.stringify(exclude)}, `;
  const told = fields === "all" ? "" : `"fields": "${fields}", `;
  const delivered = delivery === undefined ? "" : `"delivery": ${JSON.stringify(delivery)}, `;
  return `"version": ${MANIFEST_VERSION}, ${machine}${asked}${stored}${zoned}${excluded}${told}${delivered}`;
}
