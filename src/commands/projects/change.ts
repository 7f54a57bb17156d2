import { resolve } from "node:path";
import { usage } from "../../failure.ts";
import { parseProjectMap, type ProjectMap } from "../../hours/projects/map-text.ts";
import { report } from "../../hours/report/report.ts";
import { inHome } from "../../lib/files/home-path.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { clockText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";
import type { HoursRequest } from "../options/hours/hours.ts";
import { readProjectMap, type MapRequest } from "../options/project-map.ts";
import { rulesOf, type RulesRequest } from "../options/hours/rules.ts";
import { environment } from "../process/environment.ts";
import { print } from "../process/print.ts";
import { eventsIn, nothingStored } from "../stored/events.ts";
import { freshRequest } from "../stored/fresh.ts";
import { EVERYTHING } from "../time/period.ts";
import { entryAt, readMapFile, withEntry, writeMapFile, type Change } from "./map-file.ts";

/** What is to be changed in a project map. */
export interface ChangeRequest extends Pick<HoursRequest, "read" | "grown"> {
  readonly file: MapRequest;
  readonly directory: string;
  /** What is said of the directory; `undefined` takes its entry away. */
  readonly said: Change | undefined;
  /** By which the hours are counted that move. */
  readonly rules: RulesRequest;
  /** Tells which hours would move, and changes nothing. */
  readonly dryRun: boolean;
}

/** Changes a project map, and tells which hours move. */
export async function changeProjects(request: ChangeRequest): Promise<void> {
  const { directory, said, dryRun } = request;
  const { home } = environment();
  const file = readMapFile(request.file.path, home);
  const at = entryAt(file.entries, resolve(inHome(directory, home)), home);
  const prefix = prefixOf(directory);
  const entries =
    said === undefined ? withoutEntry(file.entries, at, prefix) : withEntry(file.entries, at, prefix, said);
  const before = await readProjectMap(request.file);
  const after = parseProjectMap(JSON.stringify({ projects: entries, clients: file.clients }), home);
  if (typeof after === "string") throw usage(`that is no entry of a project map (${after})`);
  const moved = await movedHours(request, { before, after });
  if (!dryRun) writeMapFile(file, entries);
  await print(`${moved.join("\n")}\n`);
}

function withoutEntry(entries: readonly JsonObject[], at: number, prefix: string): readonly JsonObject[] {
  if (at < 0) throw usage(`the project map has no entry for ${prefix}`, "'tt projects' lists what it says");
  return entries.filter((_, nth) => nth !== at);
}

/** A directory as a person writes it: below the home folder with `~`. */
export function prefixOf(directory: string, { home } = environment()): string {
  const path = resolve(inHome(directory, home));
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

interface Maps {
  readonly before: ProjectMap;
  readonly after: ProjectMap;
}

/** What a report of everything tells otherwise, by project and client. */
async function movedHours(
  { read: from, grown, rules: said }: ChangeRequest,
  { before, after }: Maps,
): Promise<readonly string[]> {
  const asked = (now: Date) => ({ read: from, grown, window: EVERYTHING, rules: rulesOf(said, now) });
  const { request } = await freshRequest(asked);
  const read = await eventsIn(from, EVERYTHING);
  if (read === undefined) return [nothingStored(from.store)];
  const { rules } = request;
  const told = (map: ProjectMap) => {
    const all = {
      rules,
      window: EVERYTHING,
      zone: "UTC",
      by: ["project", "client"],
      map,
      rounding: undefined,
    } as const;
    const { rows, leftOut } = report(read.events, all);
    const ignored = Object.values(leftOut.ignoredEvents).reduce((sum, count) => sum + count, 0);
    return { hours: new Map(rows.map(({ names, human, agent }) => [names.join(" for "), { human, agent }])), ignored };
  };
  const [was, is] = [told(before), told(after)];
  const lines = [...new Set([...was.hours.keys(), ...is.hours.keys()])].sort().flatMap((name) => {
    const [old, now] = [was.hours.get(name), is.hours.get(name)].map((row) => row ?? { human: 0, agent: 0 });
    if (old === undefined || now === undefined || (old.human === now.human && old.agent === now.agent)) return [];
    const text = ({ human, agent }: { human: number; agent: number }) =>
      `human ${clockText(human)}, agent ${clockText(agent)}`;
    return [`${printable(name)}: ${text(old)} -> ${text(now)}`];
  });
  if (was.ignored !== is.ignored) lines.push(`ignored events: ${was.ignored} -> ${is.ignored}`);
  return lines.length === 0 ? ["no stored hours move"] : lines;
}
