import { grouped } from "../../lib/text/amount.ts";
import { printable } from "../../lib/text/printable.ts";
import { centsText, dollarsText } from "../../spending/dollars.ts";
import { isFree } from "../../spending/price.ts";
import { listText, type ListName, type PriceList } from "../../spending/price-list.ts";
import { NO_MODEL, sumOf, type Spending, type Spent } from "../../spending/spending.ts";
import { TOKENS, tokensIn, usageJson, usageText, type TokenKind } from "../../spending/usage.ts";
import type { Hours, Report, TokensRequest } from "../report/figures.ts";
import type { TokenGaps } from "../report/token-gaps.ts";

/** A column of figures of what was spent. */
export interface SpentColumn {
  readonly head: string;
  readonly of: (spent: Spent | undefined) => string;
}

/** How much room there is: for each kind of token, for what came from the model and from caches, for their sum. */
export const ROOMS = ["each", "cached", "sum"] as const;
export type Room = (typeof ROOMS)[number];

/** The columns of a report's tokens, and of their cost where it is asked for; none where no tokens are known. */
export function spentColumns(
  total: Spending | undefined,
  { prices }: TokensRequest,
  room: Room,
): readonly SpentColumn[] {
  if (total === undefined) return [];
  const { usage } = sumOf(total);
  const isKnown = (kind: TokenKind) => usage[kind] !== undefined;
  const kind = (name: TokenKind): SpentColumn => ({
    head: name.replace("_", " "),
    of: (spent) => numberText(spent?.usage[name]),
  });
  const cached: SpentColumn = {
    head: "cached",
    of: (spent) => {
      const { cache_read: read, cache_write: written } = spent?.usage ?? {};
      return numberText(read === undefined ? written : read + (written ?? 0));
    },
  };
  const sum: SpentColumn = {
    head: "tokens",
    of: (spent) => (spent === undefined ? "" : grouped(tokensIn(spent.usage))),
  };
  const cost = prices === undefined ? [] : [{ head: "cost", of: costText }];
  switch (room) {
    case "each":
      return [...TOKENS.filter(isKnown).map(kind), ...cost];
    case "cached":
      return [kind("input"), kind("output"), cached, ...cost];
    case "sum":
      return [sum, ...cost];
  }
}

function numberText(number: number | undefined): string {
  return number === undefined ? "" : grouped(number);
}

/** `12.34`; with `+` where some of it has no price, and `?` where nothing of it has one: never 0 for what is not known. */
function costText(spent: Spent | undefined): string {
  if (spent === undefined) return "";
  const { stated, listed, unpriced, usage } = spent;
  if (unpriced > 0 && unpriced === tokensIn(usage)) return "?";
  return `${centsText(stated + listed)}${unpriced > 0 ? "+" : ""}`;
}

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

/** The models of a report, the dearest first, then those that took most. */
function modelsOf(total: Spending | undefined): readonly (readonly [model: string, spent: Spent])[] {
  const cost = ({ stated, listed }: Spent) => stated + listed;
  return [...(total ?? [])].sort(
    ([a, x], [b, y]) =>
      Number(cost(y) > cost(x)) - Number(cost(y) < cost(x)) ||
      tokensIn(y.usage) - tokensIn(x.usage) ||
      (a < b ? -1 : 1),
  );
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

/** The lists by which models of a report are priced: that which counts first in any case. */
function listsUsed(total: Spending | undefined, prices: PriceList): readonly ListName[] {
  const used = new Set(
    [...(total?.keys() ?? [])].flatMap((model) => {
      const found = prices.find(model);
      return found.state === "priced" ? [found.list] : [];
    }),
  );
  return prices.lists.filter((list, at) => at === 0 || used.has(list));
}

/** How what was spent is told, and what is not known of it, a line each. */
export function spendingLines(
  { total, tokenGaps }: Pick<Report, "total" | "tokenGaps">,
  request: TokensRequest | undefined,
): readonly string[] {
  if (request === undefined) return [];
  const { prices } = request;
  const { spending } = total;
  const gaps = tokenGaps === undefined ? [] : gapLines(tokenGaps);
  if (spending === undefined) return gaps.length > 0 ? gaps : ["no tokens are stored of this period", REMEDY];
  return [
    ...gaps,
    "tokens: as the logs tell them; what came from a cache is no input, and reasoning is a part of the output",
    ...(prices === undefined ? [] : costLines(spending, prices)),
  ];
}

/** What was spent in all, in one line, where the rows of it are not told: of the page. */
export function totalLines({ spending }: Hours, request: TokensRequest | undefined): readonly string[] {
  if (request === undefined || spending === undefined) return [];
  const spent = sumOf(spending);
  const cost = request.prices === undefined ? "" : `; ${costText(spent)} US dollars`;
  return [`in all, whatever is chosen here: ${usageText(spent.usage)}${cost}`];
}

/** The commands that bring tokens into the store. */
const REMEDY =
  "'tt update --types all --full' brings what the logs still tell of tokens, 'tt update --types all' goes on";

function gapLines({ untold, missing, late }: TokenGaps): readonly string[] {
  const named = (agents: readonly string[]) => agents.map(printable).join(", ");
  return [
    ...(missing.length === 0 ? [] : [`no tokens of ${named(missing)} are stored of this period`]),
    ...late.map(
      ({ agent, worked, since }) =>
        `tokens of ${printable(agent)} are stored since ${since}, and it worked since ${worked}`,
    ),
    ...(missing.length + late.length === 0 ? [] : [REMEDY]),
    ...(untold.length === 0
      ? []
      : [`tokens of ${named(untold)} are not known: ${untold.length === 1 ? "its" : "their"} logs do not tell them`]),
  ];
}

function costLines(spending: Spending, prices: PriceList): readonly string[] {
  const { stated, unpriced } = sumOf(spending);
  const [first, ...older] = listsUsed(spending, prices);
  const lists = `${first === undefined ? "" : listText(first)}${older.map((list) => `, and for models that it has no longer ${listText(list)}`).join("")}`;
  const without = modelsOf(spending).filter(([, spent]) => spent.unpriced > 0);
  return [
    `cost: US dollars at list prices (${lists}), each figure rounded to the cent; a subscription does not pay by the token`,
    ...(stated > 0n ? [`${centsText(stated)} of it is what logs say themselves, which counts before any list`] : []),
    ...(unpriced > 0
      ? [
          `without a price, and in no cost: ${without
            .map(([model, spent]) => `${printable(model)} (${grouped(spent.unpriced)} tokens)`)
            .join(", ")}`,
        ]
      : []),
  ];
}

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

/** As text, with all its decimals: a number of JSON is no money. */
function costJson({ stated, listed, unpriced }: Spent) {
  return {
    currency: "USD",
    amount: dollarsText(stated + listed),
    by_logs: dollarsText(stated),
    by_list: dollarsText(listed),
    unpriced_tokens: unpriced,
  };
}

/** The columns of CSV: tokens by what they are of, and with prices what they cost in US dollars, with all decimals. */
export function spentNames({ prices }: TokensRequest): readonly string[] {
  const cost = prices === undefined ? [] : ["cost_usd", "cost_by_logs_usd", "unpriced_tokens"];
  return [...TOKENS.map((kind) => `${kind}_tokens`), ...cost];
}

/** What stands in them; nothing where nothing is known. */
export function spentCells(spending: Spending | undefined, request: TokensRequest): readonly (string | number)[] {
  if (spending === undefined) return spentNames(request).map(() => "");
  const { usage, stated, listed, unpriced } = sumOf(spending);
  const cost = request.prices === undefined ? [] : [dollarsText(stated + listed), dollarsText(stated), unpriced];
  return [...TOKENS.map((kind) => usage[kind] ?? ""), ...cost];
}

/** Which prices were taken, and whose tokens are not known, by the names that JSON gives it. */
export function tokensJson({ total, tokenGaps }: Report, { prices }: TokensRequest) {
  const { untold = [], missing = [], late = [] } = tokenGaps ?? {};
  return {
    agents_untold: untold,
    agents_missing: missing,
    agents_late: late,
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
