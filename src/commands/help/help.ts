import { Command } from "commander";
import { usage } from "../../failure.ts";
import { closest } from "../../lib/text/closest.ts";
import { print } from "../process/print.ts";
import { commandOf, helpOf, overallProgram } from "./program.ts";
import { TOPICS } from "../topics/index.ts";
import { topicText } from "../topics/text.ts";
import type { Verbs } from "./verb.ts";

/** `tt help`. */
export function helpCommand(verbs: Verbs): Command {
  const topics = Object.entries(TOPICS);
  return new Command("help")
    .summary("explain a command, or a topic such as periods or exit-codes")
    .description(
      "Explain a command, as 'tt COMMAND --help' does, or a topic that several commands share:\n\n" +
        topics.map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}\n`).join(""),
    )
    .argument("[TOPIC]", "a command or a topic (default: the list of commands)")
    .action(async (name: string | undefined) => print(await textOf(name, verbs)));
}

async function textOf(name: string | undefined, verbs: Verbs): Promise<string> {
  if (name === undefined) return helpOf(overallProgram(verbs));
  if (Object.hasOwn(verbs, name)) return helpOf(await commandOf(name, verbs));
  const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined;
  if (topic !== undefined) return topicText(await topic.load(), process.stdout.isTTY ? process.stdout.columns : 80);
  const known = [...Object.keys(verbs), ...Object.keys(TOPICS)];
  const meant = closest(name, known);
  throw usage(
    `no command or topic is called '${name}'`,
    meant === undefined ? `the topics are: ${Object.keys(TOPICS).join(", ")}` : `did you mean 'tt help ${meant}'?`,
  );
}
