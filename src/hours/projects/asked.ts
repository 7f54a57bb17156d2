import { printable } from "../../lib/text/printable.ts";
import { NO_CLIENT, NOBODY } from "./dimension.ts";
import type { Subject } from "./subject.ts";
import { comparedDirectory } from "./work-directory.ts";

/** Which subjects a report is about: all, where nothing is named. */
export interface Asked {
  /** By any of their names that `tt report` may show, or by their directories. */
  readonly projects?: ReadonlySet<string> | undefined;
  readonly clients?: ReadonlySet<string> | undefined;
  readonly agents?: ReadonlySet<string> | undefined;
  /** By their IDs, or by the first eight or more digits of them. */
  readonly sessions?: ReadonlySet<string> | undefined;
  readonly persons?: ReadonlySet<string> | undefined;
}

/** What is asked for, by kind and in order; nothing, where everything is. */
export function namesAsked(asked: Asked): Readonly<Record<string, readonly string[]>> {
  const kinds = ["projects", "clients", "agents", "sessions", "persons"] as const;
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const names = asked[kind];
      return names === undefined ? [] : [[kind, [...names].sort()]];
    }),
  );
}

/** What is asked for, as it was typed, so that a slip is seen: ` of 'garden', 'codex'`; empty, where everything is. */
export function ofWhat(asked: Asked): string {
  const names = Object.values(namesAsked(asked)).flat();
  return names.length === 0 ? "" : ` of ${names.map((name) => `'${printable(name)}'`).join(", ")}`;
}

/** Whether a session is one of those that are named, by their IDs or by the first eight or more digits of them. */
export function isNamedSession(id: string, names: ReadonlySet<string>): boolean {
  return names.has(id) || [...names].some((name) => name.length >= 8 && id.startsWith(name));
}

/** Whether a subject is asked for; what the map leaves out never is. */
export function isAsked(subject: Subject, { projects, clients, agents, sessions, persons }: Asked): boolean {
  const { project, known, directories, client, agent, session, person, ignored } = subject;
  if (ignored) return false;
  if (clients !== undefined && !clients.has(client ?? NO_CLIENT)) return false;
  if (agents !== undefined && !agents.has(agent)) return false;
  if (sessions !== undefined && !isNamedSession(session, sessions)) return false;
  if (persons !== undefined && !persons.has(person ?? NOBODY)) return false;
  if (projects === undefined) return true;
  const names = [project ?? "(unknown)", ...(known?.names ?? [])];
  if (names.some((name) => projects.has(name))) return true;
  const asked = comparedOf(projects);
  return directories.some((directory) => asked.has(directory));
}

/** What is asked for is compared with millions of subjects, and stays what it is. */
const compared = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

function comparedOf(projects: ReadonlySet<string>): ReadonlySet<string> {
  let directories = compared.get(projects);
  if (directories === undefined) compared.set(projects, (directories = new Set([...projects].map(comparedDirectory))));
  return directories;
}
