import { openSync, readFileSync } from "node:fs";
import { closeRead } from "./close-read.ts";

/** The text of a file. Not by `readFileSync(path, "utf8")`: where the system cannot close the file, Node aborts in it. */
export function readText(path: string): string {
  return readBytes(path).toString("utf8");
}

/** The bytes of a file. */
export function readBytes(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    return readFileSync(file);
  } finally {
    closeRead(file);
  }
}
