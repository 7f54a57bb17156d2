import { closeSync } from "node:fs";
import { isSystemError } from "../process/system-error.ts";

/** Closes a file that was only read. What the system says against that is not heeded: what was read has been read. */
export function closeRead(file: number): void {
  try {
    closeSync(file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}
