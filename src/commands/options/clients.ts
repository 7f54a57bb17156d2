import { usage } from "../../failure.ts";
import { NO_CLIENT } from "../../hours/projects/dimension.ts";
import type { ProjectMap } from "../../hours/projects/project-map.ts";
import { closest } from "../../lib/text/closest.ts";

/** The clients that a project map names, and what stands for none. */
export function clientsOf({ projects, clients = [] }: ProjectMap): readonly string[] {
  const named = [...projects.flatMap(({ client }) => client ?? []), ...clients.map(({ name }) => name)];
  return [...new Set([...named.sort(), NO_CLIENT])];
}

/** Fails for a client that is none of those known: nothing can ever be theirs, so the name is mistyped. */
export function refuseUnknownClient(names: Iterable<string>, known: readonly string[], option = ""): void {
  const unknown = [...names].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = closest(unknown, known);
  throw usage(
    `${option}the project map names no client '${unknown}'`,
    meant === undefined
      ? `there are: ${[...new Set(known)].map((name) => `'${name}'`).join(", ")}; 'tt projects set DIR --client NAME' names one`
      : `did you mean '${meant}'?`,
  );
}
