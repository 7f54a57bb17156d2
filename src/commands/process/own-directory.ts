import { statSync } from "node:fs";
import { EXIT, Failure, failedWith, usage } from "../../failure.ts";
import { faultOf } from "../../lib/files/directory-fault.ts";
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

function isMissing(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch (error) {
    return failedWith(error, "ENOENT", "ENOTDIR");
  }
}
