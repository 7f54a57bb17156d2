import { readFileSync } from "node:fs";
import { modelsIn, PriceList, type ListName } from "./price-list.ts";

/** The lists that come with the program, as `scripts/price-list.ts` writes them: the newest first. */
interface Bundled {
  readonly lists: readonly (ListName & { readonly models: object })[];
}

/** The lists that come with the program. They lie beside it and are read for costs alone. */
export function bundledPrices(): PriceList {
  const { lists } = JSON.parse(readFileSync(new URL("./litellm/prices.json", import.meta.url), "utf8")) as Bundled;
  return new PriceList(
    lists.map(({ models, ...list }) => {
      const read = modelsIn(models);
      if (typeof read === "string") throw new Error(`the bundled list of prices: ${read}`);
      return { ...list, models: read };
    }),
  );
}
