import { dollarsText } from "../../../spending/dollars.ts";
import { knownCost, sumOf, type Spending, type Spent } from "../../../spending/spending.ts";
import { COUNTED, usageJson } from "../../../spending/usage.ts";
import type { Report } from "../../report/figures.ts";
import type { TokensRequest } from "../../report/tokens-request.ts";
import { listsUsed, modelsOf } from "./models.ts";

/** What was spent, by the names that JSON gives it; nothing where nothing is known. */
export function spendingJson(spending: Spending | undefined, { prices }: TokensRequest) {
  if (spending === undefined) return {};
  const all = sumOf(spending);
  const figures = (spent: Spent) => ({
    usage: usageJson(spent.usage),
    ...(prices === undefined ? undefined : { cost: costJson(spent) }),
  });
  return { ...figures(all), models: modelsOf(spending).map(([model, spent]) => ({ model, ...figures(spent) })) };
}

/** As text, with all its decimals: a number of JSON is no money. No amount where nothing has a price. */
function costJson(spent: Spent) {
  const { stated, listed, unpriced } = spent;
  const cost = knownCost(spent);
  return {
    currency: "USD",
    ...(cost === undefined ? undefined : { amount: dollarsText(cost) }),
    by_logs: dollarsText(stated),
    by_list: dollarsText(listed),
    unpriced_tokens: unpriced,
  };
}

/** The columns of CSV: tokens by what they are of, and with prices what they cost in US dollars, with all decimals. */
export function spentNames({ prices }: TokensRequest): readonly string[] {
  const cost = prices === undefined ? [] : ["cost_usd", "cost_by_logs_usd", "unpriced_tokens"];
  return [...COUNTED.map((kind) => `${kind}_tokens`), ...cost];
}

/** What stands in them; nothing where nothing is known. */
export function spentCells(spending: Spending | undefined, request: TokensRequest): readonly (string | number)[] {
  if (spending === undefined) return spentNames(request).map(() => "");
  const spent = sumOf(spending);
  const { usage, stated, unpriced } = spent;
  const known = knownCost(spent);
  const cost = [known === undefined ? "" : dollarsText(known), dollarsText(stated), unpriced];
  return [...COUNTED.map((kind) => usage[kind] ?? ""), ...(request.prices === undefined ? [] : cost)];
}

/** Which prices were taken, and whose tokens are not known, by the names that JSON gives it. */
export function tokensJson({ total, tokenGaps }: Report, { prices }: TokensRequest) {
  const { untold = [], missing = [], late = [], partly = [] } = tokenGaps ?? {};
  return {
    agents_untold: untold,
    agents_missing: missing,
    agents_late: late,
    agents_partly: partly,
    ...(prices === undefined
      ? undefined
      : {
          price_lists: listsUsed(total.spending, prices),
          priced: modelsOf(total.spending).map(([model]) => {
            const found = prices.find(model);
            if (found.state === "priced") return { model, as: found.model, list: found.list.name };
            return { model, ...(found.state === "ambiguous" ? { may_be: found.models } : undefined) };
          }),
        }),
  };
}
