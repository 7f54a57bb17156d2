/** Calls of the system that a run makes, and runs in which one of them fails (needs strace: `hasStrace`). */

/** A call on a file below a folder: the `nth` of its name that the program's first thread makes. */
export interface SystemCall {
  readonly name: string;
  readonly nth: number;
  readonly path: string;
}

/** The words that run a command and write down its calls, of these names or all. */
export function tracing(trace: string, names = "all"): string {
  return `strace -f -y -qq -o ${trace} -e trace=${names} `;
}

/** The words that run a command in which a call fails. */
export function failing(trace: string, { name, nth }: SystemCall, error: string): string {
  return `${tracing(trace, name)}-e inject=${name}:error=${error}:when=${nth} `;
}

/** The calls on what lies below a folder, in their order. */
export function callsBelow(folder: string, trace: string): readonly SystemCall[] {
  const counts = new Map<string, number>();
  const calls: SystemCall[] = [];
  let first: string | undefined;
  for (const line of trace.split("\n")) {
    const [, thread, name = ""] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    first ??= thread;
    if (thread === undefined || thread !== first) continue;
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    const path = pathBelow(folder, line);
    if (path !== undefined) calls.push({ name, nth, path });
  }
  return calls;
}

/** The file below a folder on which a call was made to fail; `undefined` if none was. */
export function failedBelow(folder: string, trace: string): string | undefined {
  const unfinished = new Map<string, string>();
  for (const line of trace.split("\n")) {
    const thread = line.slice(0, line.indexOf(" "));
    // Another thread's call may stand between the words of a call and its end.
    if (line.endsWith("<unfinished ...>")) unfinished.set(thread, line);
    if (!line.includes("(INJECTED)")) continue;
    const path = pathBelow(folder, line) ?? pathBelow(folder, unfinished.get(thread) ?? "");
    if (path !== undefined) return path;
  }
  return undefined;
}

/** Of two paths, as `rename` has them, the last: what it is to become. */
function pathBelow(folder: string, line: string): string | undefined {
  // What stands with AT_FDCWD is the current directory, whatever is looked for from there.
  const paths = [...line.replace(/AT_FDCWD<[^>]*>/, "").matchAll(/["<](\/[^">]*)[">]/g)].map(([, path]) => path ?? "");
  return paths.findLast((path) => path === folder || path.startsWith(`${folder}/`));
}

/** The words that run a program all of whose calls of these names fail with an error; `when` as strace has it: "2", "3+". */
export function failingAlways(calls: string, error: string, when?: string): string {
  const inject = `${calls}:error=${error}${when === undefined ? "" : `:when=${when}`}`;
  // Only what is traced can be made to fail.
  return `strace -f -qq -o /dev/null -e trace=${calls} -e inject=${inject}`;
}
