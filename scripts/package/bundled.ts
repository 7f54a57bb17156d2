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

/** The packages of these modules of the bundler's. */
export function bundledPackages(modules: readonly string[]): readonly Bundled[] {
  const lock = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
  };
  const folders = new Set(modules.map(folderOf).filter((folder) => folder !== undefined));
  return [...folders].sort().map((folder) => {
    const { name, version, license, repository: source, dependencies = {} } = manifestOf(folder);
    if (name === undefined || version === undefined || license === undefined)
      throw new Error(`${folder}: a package without a name, a version or a license cannot be bundled`);
    const url = typeof source === "string" ? source : source?.url;
    const { integrity } = lock.packages[relative(repository, folder).replaceAll("\\", "/")] ?? {};
    const needs = Object.keys(dependencies);
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
