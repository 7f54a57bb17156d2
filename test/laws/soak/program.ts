/** The built program, with the state of a soak. */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { TT } from "../../support/program/machine.ts";
import { Violation } from "../histories/world.ts";

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Program {
  readonly #env: Readonly<Record<string, string>>;
  readonly #home: string;

  constructor(dataDir: string, home: string) {
    mkdirSync(home);
    this.#home = home;
    this.#env = { PATH: process.env["PATH"] ?? "", HOME: home, TT_DATA_DIR: dataDir, TZ: "UTC" };
  }

  /** Runs a command to its end, or until it is killed. */
  async run(
    words: readonly string[],
    { killAfterMs, env = {} }: { readonly killAfterMs?: number; readonly env?: Readonly<Record<string, string>> } = {},
  ): Promise<Said> {
    const child = spawn(process.execPath, [TT, ...words], {
      cwd: this.#home,
      env: { ...this.#env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    clearTimeout(timer);
    return { code, stdout, stderr };
  }

  /** Runs a command that must succeed, and returns what it printed. */
  async clean(words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(words);
    if (code !== 0) throw new Violation(`tt ${words[0]} ended with ${code}: ${stderr}`);
    return stdout;
  }
}
