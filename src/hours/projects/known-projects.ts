import { closest } from "../../lib/text/closest.ts";
import { directoriesOf, type ProjectMap } from "./project-map.ts";
import { projectOf } from "./subject.ts";
import { comparedDirectory } from "./work-directory.ts";

/** By which names and directories projects can be asked for: at first those that the map gives. */
export class KnownProjects {
  readonly #map: ProjectMap;
  readonly #names = new Set(["(unknown)"]);

  constructor(map: ProjectMap) {
    this.#map = map;
    // An entry without a name leaves what lies in its directory a project each.
    for (const entry of map.projects)
      if (entry.name !== undefined)
        for (const name of [entry.name, ...directoriesOf(entry, map).map(comparedDirectory)]) this.#names.add(name);
  }

  /** Adds the project that is worked on in a directory. */
  add(cwd: string): void {
    const { known, directories } = projectOf({ cwd, root: undefined, branch: undefined }, this.#map);
    for (const name of [...(known?.names ?? []), ...directories]) this.#names.add(name);
  }

  has(name: string): boolean {
    return this.#names.has(name) || this.#names.has(comparedDirectory(name));
  }

  /** The one that a mistyped name is probably meant to be. */
  meantBy(name: string): string | undefined {
    return closest(comparedDirectory(name), [...this.#names]);
  }
}
