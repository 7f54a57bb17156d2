import { printable } from "../../../lib/text/printable.ts";
import { isFree } from "../../../spending/price.ts";
import type { PriceList } from "../../../spending/price-list.ts";
import { NO_MODEL, type Spending, type Spent } from "../../../spending/spending.ts";
import type { TokensRequest } from "../../report/tokens-request.ts";
import { spentColumns, type Room } from "./columns.ts";
import { modelsOf } from "./models.ts";

/** What was spent by model: the heads of the columns, and a line each; nothing where no tokens are known. */
export function modelTable(
  total: Spending | undefined,
  tokens: TokensRequest,
  room: Room,
): readonly (readonly string[])[] {
  const columns = spentColumns(total, tokens, room);
  const { prices } = tokens;
  const lines = modelsOf(total).map(([model, spent]) => [
    model,
    ...columns.map(({ of }) => of(spent)),
    ...(prices === undefined ? [] : [pricedAs(model, spent, prices)]),
  ]);
  const head = ["model", ...columns.map(({ head }) => head), ...(prices === undefined ? [] : ["priced"])];
  return lines.length === 0 ? [] : [head, ...lines];
}

/** By which row of which list a model is priced, if its own name does not say so; or why it is not. */
function pricedAs(model: string, { stated, listed, unpriced }: Spent, prices: PriceList): string {
  if (stated > 0n && listed === 0n && unpriced === 0) return "as its log says";
  const found = prices.find(model);
  switch (found.state) {
    case "unknown":
      return model === NO_MODEL ? "no price: its log names no model" : "no price";
    case "ambiguous":
      return `no price: it may be ${found.models.map(printable).join(" or ")}`;
    case "priced":
      return [
        ...(found.model === model ? [] : [`as ${printable(found.model)}`]),
        ...(found.list === prices.lists[0] ? [] : [`of ${found.list.date}`]),
        ...(isFree(found.price) ? ["for nothing, the list says"] : []),
      ].join(" ");
  }
}
