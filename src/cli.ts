import type { Command, CommanderError } from "commander";
import { endAtOnce } from "./commands/process/interruption.ts";
import { print } from "./commands/process/print.ts";
import { VERSION_FLAGS } from "./commands/help/verb.ts";
import { VERBS } from "./commands/help/verbs.ts";
import { EXIT, Failure, usage } from "./failure.ts";
import { closest } from "./lib/text/closest.ts";
import { leaveSoon } from "./lib/process/leave.ts";
import { printable } from "./lib/text/printable.ts";
import { VERSION } from "./version.ts";

/** Runs a command line and sets the exit code. The only place where a failure becomes a message. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stderr.on("error", () => undefined);
  try {
    await run(argv);
  } catch (error) {
    end(error);
  }
  // Whatever is still open: what was to be done is done.
  leaveSoon();
}

async function run(argv: readonly string[]): Promise<void> {
  // What scripts ask most often needs no parser.
  if (argv.length === 1 && VERSION_FLAGS.includes(argv[0] ?? "")) {
    return print(`${VERSION}\n`);
  }
  if (argv.length === 0) return (await import("./commands/status/overview.ts")).tellOverview();
  const dashes = argv.indexOf("--");
  const words = dashes < 0 ? argv : argv.slice(0, dashes);
  const consumer = dashes < 0 ? undefined : argv.slice(dashes + 1);
  const name = words[0] ?? "";
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) refuseUnknown(name);
  else if (verb.isWhole && consumer !== undefined) throw usage(`'tt ${name}' takes nothing after '--'`);
  const { commandOf, overallProgram } = await import("./commands/help/program.ts");
  const command = verb === undefined ? overallProgram(VERBS) : await commandOf(name, VERBS, consumer);
  if (name === "") command.help({ error: true });
  const asked = words.includes("--source")
    ? (await import("./commands/options/old-forms.ts")).inTodaysForm(words)
    : words;
  await parsed(command.parent ?? command, command, asked);
}

/** Runs the words. What commander would print, help and version, goes out as every answer does: whole, or it fails. */
async function parsed(program: Command, command: Command, words: readonly string[]): Promise<void> {
  let answer = "";
  const output = { writeOut: (text: string) => void (answer += text) };
  command.configureOutput(command === program ? output : { ...output, writeErr: () => undefined });
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    if (!isCommanderError(error) || error.exitCode !== 0) throw error;
    await print(answer);
  }
}

function refuseUnknown(name: string): void {
  if (name === "" || name.startsWith("-")) return;
  const meant = closest(name, Object.keys(VERBS));
  throw new Failure(EXIT.usage, `no command is called '${name}'`, {
    hint: meant === undefined ? "'tt --help' lists the commands" : `did you mean 'tt ${meant}'?`,
  });
}

function end(error: unknown): void {
  if (isCommanderError(error)) {
    if (error.code !== "commander.help")
      say(error.message.replace(/^error: /, ""), "'tt --help' and 'tt COMMAND --help' list the options");
    process.exitCode = EXIT.usage;
    return;
  }
  if (error instanceof Failure) {
    if (error.message !== "") say(printable(error.message), error.hint);
    process.exitCode = error.exitCode;
    // What still waits to be written or to end would hold us.
    if (error.exitCode > 128) endAtOnce(error.exitCode);
    return;
  }
  say(`a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, "please report it");
  process.exitCode = EXIT.bug;
}

/** Told by its name, so that commander need not be loaded to tell. */
function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && error.name === "CommanderError";
}

function say(message: string, hint: string | undefined): void {
  const lines = message.split("\n").map(printable).join("\n");
  process.stderr.write(`tt: ${lines}\n${hint === undefined ? "" : `\nhint: ${printable(hint)}\n`}`);
}
