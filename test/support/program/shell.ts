/** The built program in the hands of a shell, as scripts and timers run it. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { cleanEnv, ttCommand, type Ended, type TtOptions } from "./tt.ts";
import { tt as ttThatStays } from "../warm/tt.ts";

export interface ShellOptions extends TtOptions {
  /** As whom, so that permissions mean something. */
  readonly as?: { readonly uid?: number; readonly gid?: number };
}

/** In a script, `tt` is the built program and `$TT` the words that run it, for tools that run it in their own way. */
function scriptOf(script: string, options: ShellOptions) {
  const [node, bin] = ttCommand;
  return {
    args: ["-c", `tt() { "$NODE" "$BIN" "$@"; }; TT="$NODE $BIN"; ${script}`],
    settings: {
      env: { ...cleanEnv(options), NODE: node, BIN: bin, TT: `${node} ${bin}` },
      cwd: options.cwd ?? options.home,
      ...options.as,
    },
  };
}

/** A command that a shell would pass on as it stands. */
const ONE_COMMAND = /^tt(?: [\w./:=,@%+-]+)*$/;

/** Runs a script to its end. One that is nothing but a command of `tt`, with nothing of a shell's, needs no shell. */
export function shell(script: string, options: ShellOptions): Ended {
  if (options.as?.uid === undefined && ONE_COMMAND.test(script))
    return ttThatStays(script.split(" ").slice(1), options);
  const { args, settings } = scriptOf(script, options);
  const { status, stdout, stderr } = spawnSync("sh", args, {
    ...settings,
    input: options.input ?? "",
    encoding: "utf8",
    maxBuffer: 1 << 30,
    timeout: 60_000,
  });
  return { code: status, stdout, stderr };
}

/** Starts a script and leaves it to the test. */
export function startShell(script: string, options: ShellOptions): ChildProcess {
  const { args, settings } = scriptOf(script, options);
  return spawn("sh", args, { ...settings, stdio: ["ignore", "pipe", "pipe"] });
}
