import { createHash } from "node:crypto";
import type { JsonObject } from "../../lib/json/json.ts";
import { readId } from "../../logs/record/fields.ts";

/**
 * What names an entry for ever. Those of version 1 have no ids; Pi gives them random ones when it writes the session anew
 * as version 2, behind all that they had before, whereas ids of its own come first. So their message names them, which Pi
 * leaves as it is. A fork copies entries as they are.
 */
export function keyOf(entry: JsonObject): string {
  const id = readId(entry["id"]);
  const names = Object.keys(entry);
  if (id !== undefined && names.indexOf("id") < names.indexOf("message")) return id;
  const digest = createHash("sha256").update(JSON.stringify(entry["message"])).digest("hex");
  return `message-${digest.slice(0, 16)}`;
}
