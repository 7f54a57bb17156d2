import { lstatSync, statSync, type Stats } from "node:fs";

/** Why what lies in a directory cannot be trusted, and what to do about it. */
export interface Fault {
  readonly kind: "foreign" | "writable-by-others";
  readonly what: string;
  readonly remedy: string;
}

const OTHERS_WRITE = 0o022;

/**
 * Why state in a directory cannot be trusted, as ssh judges its keys: others can write to it, or it belongs to another
 * user. What is root's is trusted; root itself may work in anybody's, and leaves what it writes there to the owner. A link
 * and what it leads to both count; what cannot be looked at is judged by who reads or writes there.
 */
export function faultOf(path: string): Fault | undefined {
  const user = process.geteuid?.();
  const isForeign = ({ uid }: Stats) => user !== undefined && user !== 0 && uid !== 0 && uid !== user;
  const link = look(() => lstatSync(path));
  const directory = look(() => statSync(path));
  if ([link, directory].some((stat) => stat !== undefined && isForeign(stat)))
    return {
      kind: "foreign",
      what: "belongs to another user",
      remedy: "use one of your own: --data-dir or TT_DATA_DIR names it",
    };
  if (process.platform !== "win32" && directory !== undefined && (directory.mode & OTHERS_WRITE) !== 0)
    return {
      kind: "writable-by-others",
      what: "can be written to by others than its owner",
      remedy: `'chmod go-w' on it closes it`,
    };
  return undefined;
}

function look(stat: () => Stats): Stats | undefined {
  try {
    return stat();
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return undefined;
    throw error;
  }
}
