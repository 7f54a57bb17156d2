import { statSync } from "node:fs";
import { Command } from "commander";
import { sources } from "../agents/index.ts";
import { amount } from "../lib/text/amount.ts";
import { printable, printableJson } from "../lib/text/printable.ts";
import { findLogs } from "../logs/find.ts";
import { environment } from "./process/environment.ts";
import { print } from "./process/print.ts";
import { chosenSources, withSourceOptions, type ChosenSource, type SourceFlags } from "./options/sources.ts";

interface Flags extends SourceFlags {
  readonly json?: true;
}

/** `tt sources`. */
export function sourcesCommand(): Command {
  const command = new Command("sources")
    .summary("list the agents that are read, where, and what is known of each")
    .description(
      "List the agents whose logs are read: where they are looked for, how many there are, with which versions this was " +
        "tested, and what is not covered. Text logs are read only where '--source' names them, and it says so. Opens no log and changes nothing; 'tt status' tells what of them is exported.",
    );
  return withSourceOptions(command)
    .option("--json", "print one JSON object, for programs")
    .action(async (flags: Flags) => {
      const found = chosenSources(flags, "text logs").map(lookedFor);
      await print(flags.json ? `${printableJson({ sources: found.map(sourceJson) })}\n` : textOf(found));
    });
}

/** An agent, and what there is of its logs. */
interface Looked {
  readonly source: ChosenSource["source"];
  readonly roots: readonly { readonly path: string; readonly found: boolean }[];
  readonly logs: number;
}

function lookedFor({ source, roots }: ChosenSource): Looked {
  const { logs } = findLogs({ source, roots, env: environment(), sources });
  return { source, roots: roots.map(({ path }) => ({ path, found: exists(path) })), logs: logs.length };
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function sourceJson({ source: { agent, facts }, roots, logs }: Looked) {
  const { title, tested, notCovered, evidence, textLogs = false } = facts;
  return { source: agent, title, only_named: textLogs, roots, logs, tested, not_covered: notCovered, evidence };
}

function textOf(found: readonly Looked[]): string {
  const width = Math.max(...found.map(({ source }) => source.agent.length)) + 2;
  return found
    .map(({ source, roots, logs }) => {
      const { title, tested, notCovered, evidence, textLogs } = source.facts;
      const there = roots.filter((root) => root.found).map(({ path }) => path);
      const lines = [
        there.length === 0
          ? `${title}: not found; looked for ${roots.map(({ path }) => path).join(", ")}`
          : `${title}: ${amount(logs, "log")} in ${there.join(", ")}`,
        ...(textLogs === true ? [`off: read only with --source ${source.agent}`] : []),
        `tested with ${plain(tested)}`,
        ...(notCovered === "" ? [] : [`not covered: ${plain(notCovered)}`]),
        `evidence: ${evidence.length === 0 ? "none" : evidence.join(", ")}`,
      ];
      return `${source.agent.padEnd(width)}${lines.map(printable).join(`\n${" ".repeat(width)}`)}\n`;
    })
    .join("");
}

/** Texts of facts are Markdown. */
function plain(text: string): string {
  return text.replaceAll("`", "");
}
