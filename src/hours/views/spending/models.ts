import type { ListName, PriceList } from "../../../spending/price-list.ts";
import type { Spending, Spent } from "../../../spending/spending.ts";
import { tokensIn } from "../../../spending/usage.ts";

/** The models of a report, the dearest first, then those that took most. */
export function modelsOf(total: Spending | undefined): readonly (readonly [model: string, spent: Spent])[] {
  const cost = ({ stated, listed }: Spent) => stated + listed;
  return [...(total ?? [])].sort(
    ([a, x], [b, y]) =>
      Number(cost(y) > cost(x)) - Number(cost(y) < cost(x)) ||
      tokensIn(y.usage) - tokensIn(x.usage) ||
      (a < b ? -1 : 1),
  );
}

/** The lists by which models of a report are priced: that which counts first in any case. */
export function listsUsed(total: Spending | undefined, prices: PriceList): readonly ListName[] {
  const used = new Set(
    [...(total?.keys() ?? [])].flatMap((model) => {
      const found = prices.find(model);
      return found.state === "priced" ? [found.list] : [];
    }),
  );
  return prices.lists.filter((list, at) => at === 0 || used.has(list));
}
