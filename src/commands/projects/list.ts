import { arrange } from "../../hours/activities/arrange.ts";
import { ofWhat } from "../../hours/projects/asked.ts";
import { seenDirectories, type SeenDirectory } from "../../hours/projects/seen-directories.ts";
import type { Span } from "../../hours/slice.ts";
import { windowText } from "../../hours/views/parameters.ts";
import { clockText } from "../../lib/text/duration.ts";
import { printable, printableJson } from "../../lib/text/printable.ts";
import type { HoursRequest } from "../options/hours/hours.ts";
import { print } from "../process/print.ts";
import { eventsIn, nothingStored } from "../stored/events.ts";

/** Of which time directories are listed, and how. */
export interface ListRequest extends HoursRequest {
  readonly window: Span;
  readonly json: boolean;
}

/** Lists the directories that were worked in, with their hours and what the project map says of each. */
export async function listProjects(request: ListRequest): Promise<void> {
  const { window, zone } = request;
  const read = await eventsIn(request.read, window);
  const { rules, map, asked } = request;
  const seen = seenDirectories(arrange(read?.events ?? [], read?.personOf), { rules, window, map, asked });
  if (request.json) return print(`${printableJson({ directories: seen.map(seenJson) })}\n`);
  if (read === undefined) return print(`${nothingStored(request.read.store)}\n`);
  if (seen.length === 0) return print(`no activity${ofWhat(asked)}: ${windowText(window, zone)} (${zone})\n`);
  await print(table(seen));
}

function seenJson({ directory, human, agent, entry, name }: SeenDirectory) {
  return {
    ...(directory === undefined ? undefined : { directory }),
    human_s: human,
    agent_s: agent,
    ...(name === undefined ? undefined : { project: name }),
    ...(entry === undefined ? undefined : { entry }),
  };
}

function table(seen: readonly SeenDirectory[]): string {
  const rows = seen.map(({ directory, human, agent, entry, name }) => [
    clockText(human),
    clockText(agent),
    printable(directory ?? "(unknown)"),
    printable(entry === undefined ? "no entry" : said(entry, name)),
  ]);
  const head = ["human", "agent", "directory", "project map"];
  const widths = head.map((text, at) => Math.max(text.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at < 2 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return `${[head, ...rows].map(line).join("\n")}\n`;
}

function said(entry: NonNullable<SeenDirectory["entry"]>, name: string | undefined): string {
  const { prefix, client, tags = [], ignore } = entry;
  const words = [
    ignore === true ? "ignored" : (name ?? ""),
    client === undefined ? "" : `for ${client}`,
    tags.length === 0 ? "" : `(${tags.join(", ")})`,
    `by ${prefix}`,
  ];
  return words.filter((word) => word !== "").join(" ");
}
