import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { reason } from "../failure.ts";
import type { Finding } from "./finding.ts";

/** Less than this, and the next larger import or a manifest that is written beside the old one may not fit. */
const LEAST_BYTES = 64 << 20;

/** Whether there is room where state is kept: for every file once more, because it is written beside and then renamed. */
export function spaceFindings(files: readonly string[]): readonly Finding[] {
  const byDisk = new Map<number, { readonly place: string; largest: number }>();
  for (const file of files) {
    const place = firstThere(dirname(file));
    const { dev } = statSync(place);
    const disk = byDisk.get(dev) ?? { place, largest: 0 };
    byDisk.set(dev, disk);
    disk.largest = Math.max(disk.largest, sizeOf(file));
  }
  return [...byDisk.values()].map(spaceOf);
}

function spaceOf({ place, largest }: { readonly place: string; readonly largest: number }): Finding {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(place);
    const free = bavail * bsize;
    if (files > 0 && ffree === 0) return low(place, "no file can be made any more");
    if (free < Math.max(LEAST_BYTES, largest)) return low(place, `${told(free)} are free`);
    return { kind: "space", state: "ok", path: place, message: `${told(free)} are free on the disk of \`${place}\`` };
  } catch (error) {
    const message = `how much is free on the disk of \`${place}\` cannot be told (${reason(error)})`;
    return { kind: "space-unknown", state: "note", path: place, message };
  }
}

function low(place: string, what: string): Finding {
  return {
    kind: "space-low",
    state: "wrong",
    path: place,
    message: `the disk of \`${place}\` is full or nearly so: ${what}`,
    hint: "an export or import that does not fit stores nothing and is repeated; make room, or name another place",
  };
}

/** The path, or the first above it that is there. */
function firstThere(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : firstThere(dirname(path));
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

function told(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power < 2 ? 0 : 1)} ${UNITS[power]}`;
}
