/** The lists of prices that come with the package: data of somebody else's, which `scripts/price-list.ts` has made. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bundled } from "./bundled.ts";

const folder = join(import.meta.dirname, "../../src/spending/litellm");

export interface PricesBundle {
  /** The files, by their names in `dist`. */
  readonly files: Readonly<Record<string, string>>;
  /** The releases that they are from. */
  readonly packages: readonly Bundled[];
}

export function pricesBundle(): PricesBundle {
  const text = readFileSync(join(folder, "prices.json"), "utf8");
  const { lists } = JSON.parse(text) as { readonly lists: readonly { readonly version: string }[] };
  // What is bundled is not the package: the digest is that of the data.
  const integrity = `sha512-${createHash("sha512").update(text).digest("base64")}`;
  return {
    files: { "litellm/prices.json": text },
    packages: lists.map(({ version }) => ({
      kind: "data",
      name: "litellm",
      version,
      license: "MIT",
      folder,
      repository: "https://github.com/BerriAI/litellm",
      needs: [],
      integrity,
    })),
  };
}
