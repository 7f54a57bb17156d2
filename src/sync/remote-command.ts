import { usage } from "../failure.ts";
import type { Host } from "./host.ts";

/** What no shell reads as more than itself, wherever it stands but at the beginning of a command. */
const PLAIN = /^[A-Za-z0-9._/@:%+,-]+$/;

/**
 * A word as the shell of another machine reads it back, whichever shell it is. Between single quotes sh, bash, zsh, ksh,
 * csh and fish agree on everything but a quote, a backslash, an exclamation mark and control characters: a word with one
 * of these is refused, since no spelling of it is right in all of them.
 */
export function remoteWord(word: string, what: string): string {
  if (PLAIN.test(word)) return word;
  // oxlint-disable-next-line no-control-regex
  if (word === "" || /['\\!\u0000-\u001f\u007f-\u009f]/.test(word) || !word.isWellFormed())
    throw usage(
      `${what} cannot be passed to a shell on another machine: '${word}'`,
      "nothing was started; no quotes, backslashes, exclamation marks or control characters may be in it",
    );
  return `'${word}'`;
}

/** The command line of the export on a host, for the shell there. */
export function exportCommandOf(
  { name, machineId, tt, dataDir, types }: Host,
  { full }: { readonly full: boolean },
): string {
  if (tt.startsWith("-")) throw usage(`the program on ${name} begins with a hyphen: '${tt}'`);
  const words = [
    remoteWord(tt, `the program on ${name}`),
    "export --ack --types",
    remoteWord(types, `the types for ${name}`),
    "--machine-id",
    remoteWord(machineId, `the machine ID of ${name}`),
    ...(dataDir === undefined ? [] : ["--data-dir", remoteWord(dataDir, `the data directory on ${name}`)]),
    ...(full ? ["--full"] : []),
  ];
  return words.join(" ");
}
