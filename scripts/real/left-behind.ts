import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Ends what a program left running (Cline leaves a daemon): the processes whose command line names the folder. On Linux alone. */
export function endLeftBehind(folder: string): void {
  if (!existsSync("/proc/self")) return;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder)) process.kill(Number(pid), "SIGKILL");
    } catch {
      // It has ended, or is another person's.
    }
  }
}

/** Ends a program that was started as the first of a group, and everything that it started. */
export function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // It has ended.
  }
}
