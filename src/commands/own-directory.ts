import { lstatSync, statSync, type Stats } from "node:fs";
import { EXIT, Failure, failedWith, usage } from "../failure.ts";
import { dataDirectory, homeDirectory, variable } from "./environment.ts";

/**
 * The data directory, for who reads or writes state in it. Fails where it is to be in a home folder that does not exist,
 * which nobody but an administrator makes, and where others than its owner may have put something into it.
 */
export function ownDataDirectory(named: string | undefined): string {
  const path = dataDirectory(named);
  const home = named === undefined && variable("TT_DATA_DIR") === undefined ? homeDirectory() : undefined;
  if (home !== undefined && isMissing(home))
    throw usage(
      `there is no home folder: \`${home}\` does not exist`,
      "name a data directory with --data-dir or TT_DATA_DIR, or set HOME",
    );
  const fault = faultOf(path);
  if (fault !== undefined)
    throw new Failure(EXIT.output, `the data directory \`${path}\` ${fault.what}`, {
      hint: `nothing was done; ${fault.remedy}`,
    });
  return path;
}

export interface Fault {
  readonly what: string;
  readonly remedy: string;
}

/**
 * Why state in a directory cannot be trusted, as ssh judges its keys: others can write to it, or it belongs to another
 * user. What is root's is trusted; root itself may work in anybody's, and leaves what it writes there to the owner.
 */
export function faultOf(path: string): Fault | undefined {
  const user = process.getuid?.();
  const isForeign = ({ uid }: Stats) => user !== undefined && user !== 0 && uid !== 0 && uid !== user;
  const link = look(() => lstatSync(path));
  const directory = look(() => statSync(path));
  if ([link, directory].some((stat) => stat !== undefined && isForeign(stat)))
    return { what: "belongs to another user", remedy: "use one of your own: --data-dir or TT_DATA_DIR names it" };
  if (process.platform !== "win32" && directory !== undefined && (directory.mode & 0o022) !== 0)
    return { what: "can be written to by others than its owner", remedy: `'chmod go-w' on it closes it` };
  return undefined;
}

function isMissing(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch (error) {
    return failedWith(error, "ENOENT", "ENOTDIR");
  }
}

/** What cannot be looked at is judged by who reads or writes there. */
function look(stat: () => Stats): Stats | undefined {
  try {
    return stat();
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return undefined;
    throw error;
  }
}
