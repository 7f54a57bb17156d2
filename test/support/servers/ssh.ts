/** Other machines, as far as a test needs them. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A program that stands in for `ssh`: it gives the command to a shell on this machine, in a home folder of its own, with
 * nothing of our environment but the path. What it was started with is kept in `FOLDER/ssh-arguments`.
 */
export function sshStandIn(
  folder: string,
  { home, shell = "sh" }: { readonly home: string; readonly shell?: string },
): string {
  const path = join(folder, "ssh-stand-in");
  const lines = [
    "#!/bin/sh",
    `for word; do printf '%s\\n' "$word"; done > '${folder}/ssh-arguments'`,
    'while [ "$1" != "--" ]; do shift; done',
    `cd '${home}' && exec env -i PATH="$PATH" HOME='${home}' HOST="$2" \${TT_LARGE_MANIFEST:+"TT_LARGE_MANIFEST=$TT_LARGE_MANIFEST"} ${shell} -c "$3"`,
    "",
  ];
  writeFileSync(path, lines.join("\n"));
  chmodSync(path, 0o755);
  return path;
}
