/** The machine that the tests run on: the program as it was built, and the tools that may be missing. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** The built program, for `process.execPath`. */
export const TT = join(import.meta.dirname, "../../../bin/tt.js");

const NOBODY = { uid: 65_534, gid: 65_534 };

/** Whom to run as, so that permissions mean something: root may read everything. Nobody in particular, if that can run. */
export const unprivileged: { readonly uid?: number; readonly gid?: number } =
  process.getuid?.() === 0 && works(process.execPath, [TT, "--version"], NOBODY) ? NOBODY : {};

/** Whether a file without permissions cannot be read. */
export const permissionsCount = process.getuid?.() !== 0 || unprivileged.uid !== undefined;

export const hasStrace =
  process.platform === "linux" &&
  works("strace", ["-f", "-o", "/dev/null", process.execPath, "--version"], unprivileged);

function works(
  command: string,
  args: readonly string[],
  as: { readonly uid?: number; readonly gid?: number },
): boolean {
  // Not "ignore" for its output: Node would give it a /dev/null that tt takes for a closed descriptor.
  const stdio = ["ignore", "pipe", "ignore"] as const;
  return spawnSync(command, [...args], { stdio: [...stdio], timeout: 20_000, cwd: "/", ...as }).status === 0;
}

/** Whether a small disk can be mounted in a place that nobody else sees. */
export const canMount =
  process.platform === "linux" && works("unshare", ["-m", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"], {});
