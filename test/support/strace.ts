/** Calls of the system that fail, as strace(1) makes them. */

/** The words that run a program whose calls of these names all fail with an error; `when` as strace has it: "2", "3+". */
export function failing(calls: string, error: string, when?: string): string {
  const inject = `${calls}:error=${error}${when === undefined ? "" : `:when=${when}`}`;
  // Only what is traced can be made to fail.
  return `strace -f -qq -o /dev/null -e trace=${calls} -e inject=${inject}`;
}
