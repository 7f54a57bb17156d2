import { belowHome } from "../../lib/files/home-path.ts";

/** A project, told apart from others by the map's name for it, or else by the directory of its repository. */
export interface Project {
  /** The same for the same project, in whichever worktree and on whichever machine it was worked on. */
  readonly id: string;
  /** What it can be called, the shortest name first. */
  readonly names: readonly [string, ...string[]];
  /** Where its repository lies; `undefined` where the map names it, or nothing but its name is known. */
  readonly directory: string | undefined;
}

/** A project that the map names: whatever directories it has there, it is one. */
export function namedProject(name: string): Project {
  return { id: `name ${name}`, names: [name], directory: undefined };
}

/** Of a worktree that an agent keeps elsewhere only the name of its repository is known. */
export function looseProject(name: string): Project {
  return { id: `loose ${name}`, names: [name], directory: undefined };
}

/** The project of a repository, by its directory. */
export function projectIn(directory: string): Project {
  const path = belowHome(directory)
    .replaceAll("\\", "/")
    .replace(/(?<=.)\/+$/, "");
  const segments = path.split("/").filter((segment) => segment !== "");
  const names = segments.map((_, at) => segments.slice(-at - 1).join("/"));
  const id = /^(?:[A-Za-z]:|~\\)/.test(directory) ? path.toLowerCase() : path;
  // The root of a file system has no segments.
  return { id: `in ${id}`, names: [names[0] ?? path, ...names.slice(1), path], directory };
}

/**
 * What projects are called beside each other: each by as much of its path as tells it apart from the others. What only has
 * a name is the one project in a directory of that name, if there is just one.
 */
export function toldApart(projects: Iterable<Project>): (project: Project) => string {
  const all = new Map([...projects].map((project) => [project.id, project]));
  const placed = [...all.values()].filter(({ directory }) => directory !== undefined);
  const lengths = new Map([...all.keys()].map((id) => [id, 0]));
  const called = ({ id, names }: Project): string =>
    names[Math.min(lengths.get(id) ?? 0, names.length - 1)] ?? names[0];
  const isAlone = ({ id, names: [name] }: Project) =>
    id.startsWith("loose ") && placed.filter(({ names }) => names[0] === name).length === 1;
  for (let isSettled = false; !isSettled;) {
    isSettled = true;
    const users = Map.groupBy(
      [...all.values()].filter((project) => !isAlone(project)),
      called,
    );
    for (const same of users.values())
      for (const { id, names } of same.length > 1 ? same : []) {
        const length = lengths.get(id) ?? 0;
        if (length >= names.length - 1) continue;
        lengths.set(id, length + 1);
        isSettled = false;
      }
  }
  return (project) => {
    const [name] = project.names;
    const one = isAlone(project) ? placed.find(({ names }) => names[0] === name) : undefined;
    return called(one ?? project);
  };
}
