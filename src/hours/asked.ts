import { NO_CLIENT } from "./dimension.ts";
import type { Subject } from "./subject.ts";

/** Which subjects a report is about: all, where nothing is named. */
export interface Asked {
  /** By any of their names that `tt report` may show, or by their directories. */
  readonly projects?: ReadonlySet<string> | undefined;
  readonly clients?: ReadonlySet<string> | undefined;
  readonly agents?: ReadonlySet<string> | undefined;
}

/** Whether a subject is asked for; what the map leaves out never is. */
export function isAsked(subject: Subject, { projects, clients, agents }: Asked): boolean {
  const { project, known, client, agent, ignored } = subject;
  if (ignored) return false;
  if (clients !== undefined && !clients.has(client ?? NO_CLIENT)) return false;
  if (agents !== undefined && !agents.has(agent)) return false;
  if (projects === undefined) return true;
  const names = [project ?? "(unknown)", ...(known?.names ?? []), known?.directory];
  return names.some((name) => name !== undefined && projects.has(name));
}
