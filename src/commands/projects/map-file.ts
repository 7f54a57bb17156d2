import { existsSync, realpathSync } from "node:fs";
import { EXIT, Failure, failedWith, reason, usage } from "../../failure.ts";
import { parseProjectMap, type ProjectEntry } from "../../hours/projects/map-text.ts";
import { isObject, parseObject, type JsonObject } from "../../lib/json/json.ts";
import { writeState } from "../../manifest/state-file.ts";
import { readText } from "../../lib/files/read-text.ts";
import { inHome } from "../../lib/files/home-path.ts";
import { contains } from "../../lib/files/within-directory.ts";

/** A project map as it stands in its file, to be changed: the order of entries and their members stay. */
export interface MapFile {
  readonly path: string;
  readonly entries: readonly JsonObject[];
  /** The rates of clients, which are kept. */
  readonly clients: readonly JsonObject[];
  /** How deep it is indented. */
  readonly indent: string;
}

/** The map of a file; an empty one where there is none. Fails where it cannot be understood, before anything is changed. */
export function readMapFile(path: string, home: string): MapFile {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    if (failedWith(error, "ENOENT")) return { path, entries: [], clients: [], indent: "  " };
    throw usage(`cannot read the project map: \`${path}\` (${reason(error)})`);
  }
  const map = parseProjectMap(text, home);
  if (typeof map === "string")
    throw usage(`the project map cannot be understood, and stays as it is: \`${path}\` (${map})`, "mend it by hand");
  const whole = parseObject(text.replace(/^\ufeff/, ""));
  const list = (value: unknown) => (Array.isArray(value) ? (value as readonly unknown[]).filter(isObject) : []);
  return {
    path,
    entries: list(whole?.["projects"]),
    clients: list(whole?.["clients"]),
    indent: /\n([ \t]+)"/.exec(text)?.[1] ?? "  ",
  };
}

/** Writes a map, whole or not at all. */
export function writeMapFile({ path, indent, clients }: MapFile, entries: readonly JsonObject[]): void {
  const list = (name: string, items: readonly JsonObject[]) => {
    const lines = items.map((item) => `${indent}${indent}${inline(item)}`);
    return lines.length === 0 ? `${indent}"${name}": []` : `${indent}"${name}": [\n${lines.join(",\n")}\n${indent}]`;
  };
  const lists = [list("projects", entries), ...(clients.length === 0 ? [] : [list("clients", clients)])];
  const text = `{\n${lists.join(",\n")}\n}\n`;
  try {
    // A link, as those who keep such files elsewhere have it, stays one.
    writeState(existsSync(path) ? realpathSync(path) : path, text);
  } catch (error) {
    throw new Failure(EXIT.output, `cannot write the project map: \`${path}\` (${reason(error)})`, {
      hint: "it is as it was",
      cause: error,
    });
  }
}

/** An entry on one line, as a person writes it. */
function inline(entry: JsonObject): string {
  const members = Object.entries(entry).map(([name, value]) => `${JSON.stringify(name)}: ${valueText(value)}`);
  return `{ ${members.join(", ")} }`;
}

function valueText(value: unknown): string {
  return Array.isArray(value) ? `[${value.map((item) => JSON.stringify(item)).join(", ")}]` : JSON.stringify(value);
}

/** The entry of exactly this directory: that without `~` where there are two, since it says more exactly what is meant. */
export function entryAt(entries: readonly JsonObject[], directory: string, home: string): number {
  const isAt = (known: string) => contains(known, directory) && contains(directory, known);
  const exact = entries.findIndex(({ prefix }) => isAt(String(prefix)));
  if (exact >= 0) return exact;
  return entries.findIndex(({ prefix }) => isAt(inHome(String(prefix), home)));
}

/** What is said of a directory; `undefined` leaves it as it is. */
export type Change = Readonly<Record<Exclude<keyof ProjectEntry, "prefix">, unknown>>;

/** The entries with what is said of a directory: of one that is there the members are changed, else it is added. */
export function withEntry(entries: readonly JsonObject[], at: number, prefix: string, change: Change): JsonObject[] {
  const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  if (at < 0) return [...entries, { prefix, ...said }];
  return entries.map((entry, nth) => (nth === at ? { ...entry, ...said } : entry));
}
