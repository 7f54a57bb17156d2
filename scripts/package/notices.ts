import { bundledPackages } from "./bundled.ts";
import { licensesOf } from "./licenses.ts";
import { pageBundle } from "./page.ts";
import { pricesBundle } from "./prices.ts";
import { sbomOf } from "./sbom.ts";

interface Bundle {
  readonly [file: string]: { readonly type: string; readonly moduleIds?: readonly string[] };
}

interface Emitter {
  emitFile(file: { type: "asset"; fileName: string; source: string }): unknown;
}

/**
 * A plug-in of the bundler: adds the files of the page and the lists of prices, and writes `licenses.txt` and
 * `sbom.cdx.json`, for every package of which something was bundled, also into the page.
 */
export function pageAndNotices() {
  return {
    name: "page-and-notices",
    async generateBundle(this: Emitter, _options: unknown, bundle: Bundle) {
      const page = await pageBundle();
      const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
      const prices = pricesBundle();
      const packages = [...bundledPackages([...modules, ...page.modules]), ...prices.packages];
      const files = {
        ...page.files,
        ...prices.files,
        "licenses.txt": licensesOf(packages),
        "sbom.cdx.json": sbomOf(packages),
      };
      for (const [fileName, source] of Object.entries(files)) this.emitFile({ type: "asset", fileName, source });
    },
  };
}
