/**
 * The built program, run again and again in one process: what a person's shell starts anew for each command, without
 * the start. It is told by a named pipe what to run, and ends when nobody can write to that any more.
 */
import { createReadStream, type ReadStream, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { createInterface } from "node:readline";

/** What to run, and where its exit code is to lie. */
export interface Request {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The file that stands for its standard input. */
  readonly input: string;
  readonly reply: string;
}

const [node = "", , bin = "", pipe = ""] = process.argv;
const { main } = createRequire(bin)("../dist/cli.cjs") as { main: (args: readonly string[]) => Promise<void> };
const { setTimeout: startTimer } = globalThis;
const leave = process.exit.bind(process);

for await (const line of createInterface({ input: createReadStream(pipe) })) {
  const { reply, ...request } = JSON.parse(line) as Request;
  const code = await run(request);
  // By a rename, so that who waits for it never finds a half.
  writeFileSync(`${reply}.next`, String(code));
  renameSync(`${reply}.next`, reply);
}
rmSync(dirname(pipe), { recursive: true, force: true });
leave(0);

async function run({ args, env, cwd, input }: Omit<Request, "reply">): Promise<number> {
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.argv = [node, bin, ...args];
  process.exitCode = undefined;
  // Not opened before it is asked for, as the real one.
  let stdin: ReadStream | undefined;
  Object.defineProperty(process, "stdin", { get: () => (stdin ??= createReadStream(input)), configurable: true });
  const timers: NodeJS.Timeout[] = [];
  globalThis.setTimeout = Object.assign((...given: Parameters<typeof startTimer>) => {
    const timer = startTimer(...given);
    timers.push(timer);
    return timer;
  }, startTimer);
  const before = listeners();
  const left = new Promise<number>((resolve) => {
    process.exit = ((code?: number) => resolve(Number(code ?? process.exitCode ?? 0))) as typeof process.exit;
  });
  const code = await Promise.race([left, main(args).then(() => Number(process.exitCode ?? 0))]);
  // What the end of a process would take away.
  stdin?.destroy();
  for (const timer of timers) clearTimeout(timer);
  globalThis.setTimeout = startTimer;
  for (const [emitter, event, listener] of listeners())
    if (!before.some((one) => one[0] === emitter && one[1] === event && one[2] === listener))
      emitter.removeListener(event, listener);
  return code;
}

/** What is listened for, of this process and its output. */
function listeners() {
  return [process, process.stdout, process.stderr].flatMap((emitter: NodeJS.EventEmitter) =>
    emitter
      .eventNames()
      .flatMap((event) => emitter.rawListeners(event).map((each) => [emitter, event, each as () => void] as const)),
  );
}
