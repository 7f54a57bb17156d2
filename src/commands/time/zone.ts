import { realpathSync } from "node:fs";
import { variable } from "../process/environment.ts";

/**
 * This machine's time zone by its name; `undefined` where it has none that is known here. ICU does not understand every
 * `TZ` that the C library does, and makes "undefined", UTC or a wrong offset of a file's path or of `CET-1CEST`.
 */
export function ownZone(): string | undefined {
  if (process.env["TZ"] === "") return "UTC";
  const spec = variable("TZ")?.replace(/^:/, "");
  if (spec === undefined) return named(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  return spec.startsWith("/") ? nameOfFile(spec) : named(withoutVariant(spec));
}

/** `/usr/share/zoneinfo/Europe/Berlin`, or a link to it such as `/etc/localtime`. */
function nameOfFile(path: string): string | undefined {
  const byPath = inDatabase(path);
  if (byPath !== undefined) return byPath;
  try {
    return inDatabase(realpathSync(path));
  } catch {
    return undefined;
  }
}

function inDatabase(path: string): string | undefined {
  return named(withoutVariant(/\/zoneinfo(?:\.default)?\/(.+)$/.exec(path)?.[1] ?? ""));
}

/** The database may be there up to three times, with and without leap seconds. */
function withoutVariant(name: string): string {
  return name.replace(/^(?:posix|right)\//, "");
}

/** The name, if it is one; ICU says "undefined" or "Etc/Unknown" of what it does not know, and takes offsets too. */
function named(zone: string | undefined): string | undefined {
  if (zone === undefined || zone === "Etc/Unknown" || !/^[A-Za-z]/.test(zone)) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone }).format(0);
    return zone;
  } catch {
    return undefined;
  }
}
