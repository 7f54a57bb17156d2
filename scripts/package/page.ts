/** The script and the styles of the page that `tt report --html` writes, made of `src/page/browser`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { bundledPackages } from "./bundled.ts";
import { licensesOf } from "./licenses.ts";

const repository = join(import.meta.dirname, "../..");
const browser = join(repository, "src/page/browser");

export interface PageBundle {
  /** The files of the page, by their names in `dist`. */
  readonly files: Readonly<Record<string, string>>;
  /** Everything that was bundled into its script. */
  readonly modules: readonly string[];
}

/** Bundles the page. Its script begins with the licenses of what is in it: a page is passed on without this package. */
export async function pageBundle(): Promise<PageBundle> {
  const bundle = await rolldown({ input: join(browser, "page.ts"), platform: "browser" });
  const { output } = await bundle.generate({ format: "iife", minify: true });
  await bundle.close();
  const [chunk, ...others] = output;
  if (others.length > 0) throw new Error("the page is one script");
  const modules = chunk.moduleIds.filter((id) => (chunk.modules[id]?.renderedLength ?? 0) > 0);
  const script = `/*!\n${licensesOf(bundledPackages(modules))}*/\n${chunk.code}`;
  if (/<\/script|<!--/i.test(script)) throw new Error("the page's script would end the element that it stands in");
  return {
    files: {
      "page/page.js": script,
      "page/page.css": readFileSync(join(browser, "page.css"), "utf8"),
      "page/chart.css": chartStyle(),
    },
    modules,
  };
}

/** Observable Plot puts a style into each chart; the page's policy allows it by the digest of this very text. */
function chartStyle(): string {
  const source = readFileSync(join(repository, "node_modules/@observablehq/plot/src/plot.js"), "utf8");
  const [, template] = /append\("style"\)\.text\(\s*`([^`]*)`/.exec(source) ?? [];
  if (template === undefined) throw new Error("the style that Observable Plot puts into charts is not found");
  return template.replaceAll("${className}", CHART_CLASS);
}

/** The class name of all charts, as `src/page/browser/charts/chart.ts` gives it. */
const CHART_CLASS = "chart";
