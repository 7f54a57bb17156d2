/** What the bundler put into the package that is somebody else's: by its own list of modules, which is the truth. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const repository = join(import.meta.dirname, "../..");

/** A package of which something was bundled. */
export interface Bundled {
  /** A package of npm; or data of a package of Python. */
  readonly kind: "library" | "data";
  readonly name: string;
  readonly version: string;
  /** An SPDX identifier. */
  readonly license: string;
  readonly folder: string;
  readonly repository: string | undefined;
  /** The names of what it needs itself. */
  readonly needs: readonly string[];
  /** The digest of the published package, as the lockfile says it; of data its own. */
  readonly integrity: string | undefined;
}

/** The packages of these modules of the bundler's, and those that somebody had bundled into them before. */
export function bundledPackages(modules: readonly string[]): readonly Bundled[] {
  const lock = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
  };
  const modulesOf = Map.groupBy(modules, folderOf);
  const inlinedOf = (folder: string) => new Set((modulesOf.get(folder) ?? []).flatMap(inlinedIn));
  const own = [...modulesOf.keys()].filter((folder) => folder !== undefined);
  const folders = new Set([...own, ...own.flatMap((folder) => [...inlinedOf(folder)])]);
  return [...folders].sort().map((folder) => {
    const { name, version, license, repository: source, dependencies = {} } = manifestOf(folder);
    if (name === undefined || version === undefined || license === undefined)
      throw new Error(`${folder}: a package without a name, a version or a license cannot be bundled`);
    const url = typeof source === "string" ? source : source?.url;
    const { integrity } = lock.packages[relative(repository, folder).replaceAll("\\", "/")] ?? {};
    const within = [...inlinedOf(folder)].map((one) => manifestOf(one).name ?? "");
    const needs = [...new Set([...Object.keys(dependencies), ...within])];
    return { kind: "library", name, version, license, folder, repository: url, needs, integrity };
  });
}

/** The folder of the package that a module is of; the bundler's own, what it puts in to run the others, is of rolldown. */
function folderOf(module: string): string | undefined {
  if (module.startsWith("\0rolldown/")) return join(repository, "node_modules/rolldown");
  if (!module.includes("node_modules")) return undefined;
  let folder = dirname(module.replace(/^\0/, "").replace(/\?.*$/, ""));
  while (!existsSync(join(folder, "package.json")) || manifestOf(folder).name === undefined) folder = dirname(folder);
  return folder;
}

/** In a path of pnpm's, as source maps name them: the package, its version, and its name again. */
const OF_PACKAGE = /\/node_modules\/\.pnpm\/[^/]+?@(\d[^/_(]*)[^/]*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/**
 * The folders of the packages that were bundled into a module before it was published, by its source map. They are to be
 * installed here too, in the same version: their licenses are due, and their advisories are ours.
 */
function inlinedIn(module: string): readonly string[] {
  const map = `${module}.map`;
  if (module.startsWith("\0") || !existsSync(map)) return [];
  const { sources } = JSON.parse(readFileSync(map, "utf8")) as { readonly sources: readonly (string | null)[] };
  return sources.flatMap((source) => {
    if (source === null || !source.includes("/node_modules/")) return [];
    const [, version, name = ""] = OF_PACKAGE.exec(source) ?? [];
    const folder = join(repository, "node_modules", name);
    if (name === "" || !existsSync(folder) || manifestOf(folder).version !== version)
      throw new Error(
        `${relative(repository, module)} holds \`${source}\`, whose license and notices are due: ` +
          "install that version of it as a development dependency",
      );
    return [folder];
  });
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly repository?: string | { readonly url?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
