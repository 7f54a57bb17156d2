import { grouped } from "../../../lib/text/amount.ts";
import { centsText } from "../../../spending/dollars.ts";
import { knownCost, sumOf, type Spending, type Spent } from "../../../spending/spending.ts";
import { TOKENS, tokensIn, type TokenKind } from "../../../spending/usage.ts";
import type { TokensRequest } from "../../report/tokens-request.ts";

/** A column of figures of what was spent. */
export interface SpentColumn {
  readonly head: string;
  /** `isPart`: of a sum that lacks something. */
  readonly of: (spent: Spent | undefined, isPart?: boolean) => string;
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

/** `12.34`; with `+` where some of it has no price or is not stored, and `?` where nothing of it has one: never 0 for what is not known. */
export function costText(spent: Spent | undefined, isPart = false): string {
  if (spent === undefined) return "";
  const cost = knownCost(spent);
  return cost === undefined ? "?" : `${centsText(cost)}${spent.unpriced > 0 || isPart ? "+" : ""}`;
}
