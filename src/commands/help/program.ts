import { Command } from "commander";
import { VERSION } from "../../version.ts";
import { examplesText } from "./examples.ts";
import { TOPICS } from "../topics/index.ts";
import { GROUPS, VERSION_FLAGS, type Verbs } from "./verb.ts";

const HELP_FLAGS = "-h, --help";
const HELP_MEANING = "print this help";

/** `tt` itself, without commands. */
function bareProgram(): Command {
  return new Command("tt")
    .description("What your coding agents did, as idempotent activity events for time tracking.")
    .version(VERSION, VERSION_FLAGS.join(", "), "print the version")
    .helpOption(HELP_FLAGS, HELP_MEANING)
    .helpCommand(false)
    .showHelpAfterError(false)
    .exitOverride();
}

/** `tt` with a line for each command, which is what `tt --help` prints. */
export function overallProgram(verbs: Verbs): Command {
  const program = bareProgram().usage("[COMMAND] [options]");
  for (const [name, { summary, group }] of Object.entries(verbs))
    program.addCommand(new Command(name).description(summary).helpGroup(GROUPS[group]));
  return program.addHelpText("after", endOfHelp);
}

/** `tt` with one command, loaded, with everything that its help tells. */
export async function commandOf(name: string, verbs: Verbs, rest?: readonly string[]): Promise<Command> {
  const command = await verbs[name]?.load(rest, verbs);
  if (command === undefined) throw new Error(`no command is called '${name}'`);
  command.helpOption(HELP_FLAGS, HELP_MEANING).addHelpText("after", examplesText(name)).exitOverride();
  bareProgram().addCommand(command);
  return command;
}

/** The help of a command or of `tt`, as `--help` prints it. */
export function helpOf(command: Command): string {
  let help = "";
  command.configureOutput({ writeOut: (text) => void (help += text) });
  command.outputHelp();
  return help;
}

function endOfHelp(): string {
  const topics = Object.entries(TOPICS).map(([name, { summary }]) => `  ${name.padEnd(15)}${summary}\n`);
  return `\nTopics, by 'tt help TOPIC':\n${topics.join("")}`;
}
