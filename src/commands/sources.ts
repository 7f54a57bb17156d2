import { statSync } from "node:fs";
import { Command } from "commander";
import { sources } from "../agents/index.ts";
import { findInZone } from "../export/find-in-zone.ts";
import { amount } from "../lib/text/amount.ts";
import { printable, printableJson } from "../lib/text/printable.ts";
import { zoneHint } from "../logs/finding/zone-hint.ts";
import { dataDirectory, environment } from "./process/environment.ts";
import { print } from "./process/print.ts";
import { sourcesRequestOf, withSourceOptions, type ChosenSource, type SourceFlags } from "./options/sources.ts";

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
      const found = sourcesRequestOf(flags, "text logs").map(lookedFor);
      await print(flags.json ? `${printableJson({ sources: found.map(sourceJson) })}\n` : textOf(found));
    });
}

/** An agent, and what there is of its logs. */
interface Looked {
  readonly source: ChosenSource["source"];
  readonly roots: readonly { readonly path: string; readonly found: boolean }[];
  readonly logs: number;
  /** How many more cannot be read, because nobody has named the time zone of their local times. */
  readonly withoutZone: number;
}

function lookedFor({ source, roots }: ChosenSource): Looked {
  const search = { source, roots, env: environment(), sources };
  const { logs, withoutZone = [] } = findInZone(search, dataDirectory(undefined));
  return {
    source,
    roots: roots.map(({ path }) => ({ path, found: exists(path) })),
    logs: logs.length,
    withoutZone: withoutZone.length,
  };
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function sourceJson({ source: { agent, facts }, roots, logs, withoutZone }: Looked) {
  const { title, tested, notCovered, evidence, textLogs = false } = facts;
  return {
    source: agent,
    title,
    only_named: textLogs,
    roots,
    logs,
    ...(withoutZone === 0 ? {} : { without_zone: withoutZone }),
    tested,
    not_covered: notCovered,
    evidence,
  };
}

function textOf(all: readonly Looked[]): string {
  const width = Math.max(...all.map(({ source }) => source.agent.length)) + 2;
  return all
    .map(({ source, roots, logs, withoutZone }) => {
      const { title, tested, notCovered, evidence, textLogs } = source.facts;
      const found = roots.filter((root) => root.found);
      const there = found.map(({ path }) => path);
      const lines = [
        there.length === 0
          ? `${title}: not found; looked for ${roots.map(({ path }) => path).join(", ")}`
          : `${title}: ${amount(logs, "log")} in ${there.join(", ")}`,
        ...(textLogs === true ? [`off: read only with --source ${source.agent}`] : []),
        ...(withoutZone === 0 ? [] : [zoneHint(source, found, withoutZone)]),
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
