import { bundledPackages } from "./bundled.ts";
import { licensesOf } from "./licenses.ts";
import { sbomOf } from "./sbom.ts";

interface Bundle {
  readonly [file: string]: { readonly type: string; readonly moduleIds?: readonly string[] };
}

interface Emitter {
  emitFile(file: { type: "asset"; fileName: string; source: string }): unknown;
}

/** A plug-in of the bundler: writes `licenses.txt` and `sbom.cdx.json`, for every package of which something was bundled. */
export function notices() {
  return {
    name: "notices",
    generateBundle(this: Emitter, _options: unknown, bundle: Bundle) {
      const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
      const packages = bundledPackages(modules);
      this.emitFile({ type: "asset", fileName: "licenses.txt", source: licensesOf(packages) });
      this.emitFile({ type: "asset", fileName: "sbom.cdx.json", source: sbomOf(packages) });
    },
  };
}
