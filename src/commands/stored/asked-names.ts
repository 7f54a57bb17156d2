import { AGENTS } from "../../events/observation.ts";
import { usage, type Failure } from "../../failure.ts";
import { UNKNOWN } from "../../hours/activities/arrange.ts";
import { isNamedSession } from "../../hours/projects/asked.ts";
import { KnownProjects } from "../../hours/projects/known-projects.ts";
import type { ProjectMap } from "../../hours/projects/project-map.ts";
import { closest } from "../../lib/text/closest.ts";
import { printable } from "../../lib/text/printable.ts";
import type { Store } from "../../store/open.ts";
import { storedAgents, storedDirectories, storedSessions } from "../../store/reading/stored-names.ts";
import { inList } from "../options/listed.ts";
import type { Inquiry } from "../options/store.ts";

/**
 * Holds the names that are asked for against those that are known, ever and not only in a period: of a list with one
 * mistyped name the rest would be told as if it were all. A project or a session that is not known is told, or refused
 * where money or a tracker follows; an agent that is not known is refused.
 */
export async function holdNames(store: Store, { asked, map, purpose }: Inquiry): Promise<void> {
  await refuseUnknownAgent(store, asked.agents);
  const mistyped = [
    ...(await unknownProjects(store, asked.projects ?? [], map)),
    ...(await unknownSessions(store, asked.sessions ?? [])),
  ];
  for (const failure of mistyped) {
    if (purpose !== "tell") throw failure;
    process.stderr.write(`tt: warning: ${printable(`${failure.message}; ${failure.hint}`)}\n`);
  }
}

async function refuseUnknownAgent(store: Store, asked: Iterable<string> = []): Promise<void> {
  const ours: readonly string[] = AGENTS;
  // What we do not know may come from another producer.
  const foreign = [...asked].filter((name) => name !== UNKNOWN && !ours.includes(name));
  if (foreign.length === 0) return;
  const known = [...new Set([...ours, ...(await storedAgents(store))])];
  const unknown = foreign.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = closest(unknown, known);
  throw usage(
    `--agent: no agent is called '${unknown}'`,
    meant === undefined ? `there are: ${known.join(", ")}` : `did you mean '${meant}'?`,
  );
}

async function unknownProjects(store: Store, asked: Iterable<string>, map: ProjectMap): Promise<readonly Failure[]> {
  const known = new KnownProjects(map);
  const isUnknown = (name: string) => !known.has(name);
  // Mostly the map has them all.
  if ([...asked].some(isUnknown)) for (const directory of await storedDirectories(store)) known.add(directory);
  return [...asked].filter(isUnknown).map((name) => {
    const meant = known.meantBy(name);
    return usage(
      `--project: neither the project map nor the store has a project '${name}'`,
      meant === undefined ? "'tt projects' lists them" : `did you mean '${inList(meant)}'?`,
    );
  });
}

async function unknownSessions(store: Store, asked: Iterable<string>): Promise<readonly Failure[]> {
  const unknown: Failure[] = [];
  for (const name of asked) {
    const isMeant = new Set([name]);
    if (name === UNKNOWN || (await storedSessions(store, name)).some((id) => isNamedSession(id, isMeant))) continue;
    unknown.push(
      usage(`--session: the store has no session '${name}'`, "'tt sessions' lists them; eight digits are enough"),
    );
  }
  return unknown;
}
