/**
 * `npm run real -- AGENT OUT [--installed FOLDER]`: installs a real agent, has it write real logs, exports them as they grow,
 * and compares that with one full parse and with the reference decoder of the tests. The logs are put into OUT, a
 * directory. The agent's model is a stand-in on this machine. Nothing is read of the home of whoever runs it.
 * `--installed` names the folder of a program that is installed already.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Started } from "./real/agent.ts";
import { realAgents } from "./real/agents/index.ts";
import { checked, Growing } from "./real/checked.ts";
import { install, installedVersion } from "./real/install.ts";
import { endGroup, endLeftBehind } from "./real/left-behind.ts";
import { standIn } from "./real/stand-in.ts";

const PATIENCE_MS = 90_000;
/** So often the logs are exported while the program writes them. */
const EXPORT_EVERY_MS = 150;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { installed: { type: "string" } } });
const [name = "", out = ""] = positionals;
const agent = realAgents[name];
if (agent === undefined || out === "") {
  process.stderr.write(`npm run real -- AGENT OUT, where AGENT is ${Object.keys(realAgents).join(", ")}\n`);
  process.exit(64);
}

function copied(logs: string, to: string): void {
  cpSync(logs, to, { recursive: true });
}

const temporary = mkdtempSync(join(tmpdir(), "real-"));
const [home, project] = [join(temporary, "home"), join(temporary, "garden")];
for (const folder of [home, project]) mkdirSync(folder);
const model = await standIn(agent.answering);
const place = { home, project, url: model.url };

const env = {
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  TERM: "dumb",
  CI: "1",
  NO_COLOR: "1",
  ...agent.env?.(place),
};
const started: ChildProcess[] = [];

/** Starts a program that goes on, with whatever it starts itself. */
function start(program: string, args: readonly string[]): Started {
  const child = spawn(program, args, { cwd: project, env, stdio: ["pipe", "pipe", "inherit"], detached: true });
  child.stdin.on("error", () => undefined);
  started.push(child);
  return child;
}

/** Runs the program to its end, and tells what it said where that is no good end. */
function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: project, env, stdio: ["ignore", "pipe", "pipe"], timeout: PATIENCE_MS });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.once("error", fail);
    child.once("close", (code) => {
      if (code === 0) done(said);
      else fail(new Error(`${args.join(" ")} ended with ${code}: ${said.slice(-2000)}`));
    });
  });
}

try {
  const folder = resolve(values.installed ?? join(temporary, "program"));
  if (values.installed === undefined) await install(agent, folder);
  const program = join(folder, agent.program);
  const source = agent.make({});
  const directory = agent.logs(place);
  const growing = new Growing(source, directory);
  agent.configure?.(place);
  let failed = 0;
  for (const [step, act] of Object.entries(agent.steps)) {
    const work = act({
      ...place,
      program,
      run: (args) => run(program, args),
      start: (args, command = program) => start(command, args),
      sessions: () => growing.sessions(),
    });
    const ended = work.then(
      () => "done",
      (error: unknown) => (failed++, String(error)),
    );
    let told: string | undefined;
    while (told === undefined) {
      told = await Promise.race([ended, sleep(EXPORT_EVERY_MS, undefined)]);
      await growing.run();
    }
    process.stderr.write(`${step}: ${told}\n`);
  }
  const { counts, law, reference } = await checked(agent, source, directory, growing.delivered);
  if (existsSync(directory)) (agent.keep ?? copied)(directory, resolve(out));
  const rows = {
    agent: name,
    version: installedVersion(agent, folder),
    "failed steps": failed,
    "answers of the stand-in": model.asked(),
    exports: growing.runs,
    ...counts,
    "changed between exports": growing.changed.length,
    "differs from one full parse": law.length,
    "differs from the reference": reference.length,
  };
  for (const [key, value] of Object.entries(rows)) process.stdout.write(`${key.padEnd(28)} ${value}\n`);
  for (const line of [...growing.changed, ...law, ...reference]) process.stdout.write(`${line}\n`);
  const isEqual = growing.changed.length + law.length + reference.length === 0;
  process.exitCode = isEqual && failed === 0 ? 0 : 1;
} finally {
  model.close();
  for (const { pid, exitCode } of started) if (pid !== undefined && exitCode === null) endGroup(pid);
  endLeftBehind(temporary);
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
}
