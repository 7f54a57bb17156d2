/** How long what is still open may keep a process that has nothing more to do. */
const GRACE_MS = 1000;

let isStuck = false;

/** Notes that a thread of ours works in native code that nothing can end: Node would wait for it, whoever asks it to exit. */
export function threadIsStuck(): void {
  isStuck = true;
}

/** Ends the process when nothing is open any more, and a moment later whatever is. */
export function leaveSoon(): void {
  const leaveNow = () => leave(Number(process.exitCode ?? 0));
  if (isStuck) leaveNow();
  setTimeout(leaveNow, GRACE_MS).unref();
}

/** Ends the process, also one with a thread that is stuck: another program, which only exits, takes its place. */
export function leave(exitCode: number): never {
  if (!isStuck) process.exit(exitCode);
  const { NODE_OPTIONS: _, ...env } = process.env;
  const node = process.platform === "linux" ? "/proc/self/exe" : process.execPath;
  try {
    process.execve?.(node, [process.execPath, "-e", `process.exit(${exitCode})`], env);
  } catch {
    // Windows cannot do that; there the code is lost, but not the end.
  }
  process.kill(process.pid, "SIGKILL");
  process.exit(exitCode);
}
