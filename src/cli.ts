import type { Command, CommanderError } from "commander";
import { endAtOnce } from "./commands/interruption.ts";
import { print } from "./commands/print.ts";
import { EXIT, Failure, usage } from "./failure.ts";
import { closest } from "./lib/closest.ts";
import { leaveSoon } from "./lib/leave.ts";
import { printable } from "./lib/printable.ts";
import { VERSION } from "./version.ts";

/** The verbs. Each is loaded when it is asked for, so that starting stays quick. */
interface Verb {
  readonly summary: string;
  /** Nothing may stand after `--`. */
  readonly isWhole?: true;
  load(consumer: readonly string[] | undefined): Promise<Command>;
}

const VERBS: Readonly<Record<string, Verb>> = {
  update: {
    summary: "bring what is new in the agents' logs into the store",
    isWhole: true,
    load: async () => (await import("./commands/update.ts")).updateCommand(),
  },
  export: {
    summary: "read agent logs from where the last export stopped, print events",
    load: async (consumer) => (await import("./commands/export.ts")).exportCommand(consumer),
  },
  import: {
    summary: "read events from standard input or files into a store, each once",
    load: async (rest) => (await import("./commands/import.ts")).importCommand(rest),
  },
  status: {
    summary: "tell what was found, what is exported and stored, and what is wrong",
    isWhole: true,
    load: async () => (await import("./commands/status.ts")).statusCommand(),
  },
  sources: {
    summary: "list the agents that are read, where, and what is known of each",
    isWhole: true,
    load: async () => (await import("./commands/sources.ts")).sourcesCommand(),
  },
  doctor: {
    summary: "look at all state, tell what is right, what is wrong and what to do",
    isWhole: true,
    load: async () => (await import("./commands/doctor.ts")).doctorCommand(),
  },
  schedule: {
    summary: "print a ready timer entry for this machine",
    isWhole: true,
    load: async () => (await import("./commands/schedule.ts")).scheduleCommand(),
  },
  report: {
    summary: "tell how long you worked, and agents for you, on what",
    load: async (rest) => (await import("./commands/report.ts")).reportCommand(rest),
  },
  day: {
    summary: "show one day as lanes: you above, the agents below",
    load: async (rest) => (await import("./commands/day.ts")).dayCommand(rest),
  },
  explain: {
    summary: "tell what each minute of the report is made of",
    load: async (rest) => (await import("./commands/explain.ts")).explainCommand(rest),
  },
  statement: {
    summary: "print what is billed to a client, and keep it",
    load: async (rest) => (await import("./commands/statement.ts")).statementCommand(rest),
  },
  intervals: {
    summary: "print the stretches of time behind the report, also for time trackers",
    load: async (rest) => (await import("./commands/intervals.ts")).intervalsCommand(rest),
  },
  events: {
    summary: "print the stored events, one a line",
    load: async (rest) => (await import("./commands/events.ts")).eventsCommand(rest),
  },
  projects: {
    summary: "tell in which directories you worked, and name projects and clients",
    load: async (rest) => (await import("./commands/projects.ts")).projectsCommand(rest),
  },
  people: {
    summary: "say whose the machines are, so that human time is one timeline a person",
    isWhole: true,
    load: async () => (await import("./commands/people.ts")).peopleCommand(),
  },
  schema: {
    summary: "print the JSON Schema of an output",
    isWhole: true,
    load: async () => (await import("./commands/schema.ts")).schemaCommand(),
  },
  push: {
    summary: "put the stretches into a time tracker, each once",
    load: async (rest) => (await import("./commands/push.ts")).pushCommand(rest),
  },
};

const VERSION_FLAGS = ["-V", "--version"];

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
  if (argv.length === 0) return (await import("./commands/overview.ts")).tellOverview();
  const { Command } = await import("commander");
  const dashes = argv.indexOf("--");
  const words = dashes < 0 ? argv : argv.slice(0, dashes);
  const consumer = dashes < 0 ? undefined : argv.slice(dashes + 1);
  const name = words[0] ?? "";
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  const program = new Command("tt")
    .description("What your coding agents did, as idempotent activity events for time tracking.")
    .version(VERSION, VERSION_FLAGS.join(", "), "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .showHelpAfterError(false)
    .exitOverride();
  if (verb === undefined) {
    for (const [other, { summary }] of Object.entries(VERBS)) program.command(other).description(summary);
    refuseUnknown(name);
    if (name === "") program.help({ error: true });
    return parsed(program, program, words);
  }
  if (verb.isWhole && consumer !== undefined) throw usage(`'tt ${name}' takes nothing after '--'`);
  const command = await verb.load(consumer);
  const { examplesText } = await import("./commands/examples.ts");
  command.helpOption("-h, --help", "print this help").addHelpText("after", examplesText(name)).exitOverride();
  program.addCommand(command);
  const asked = words.includes("--source") ? (await import("./commands/old-forms.ts")).inTodaysForm(words) : words;
  await parsed(program, command, asked);
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
