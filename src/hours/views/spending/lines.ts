import { amount, grouped } from "../../../lib/text/amount.ts";
import { printable } from "../../../lib/text/printable.ts";
import { centsText } from "../../../spending/dollars.ts";
import { listText, type PriceList } from "../../../spending/price-list.ts";
import { sumOf, type Spending } from "../../../spending/spending.ts";
import { usageText } from "../../../spending/usage.ts";
import type { Hours, Report } from "../../report/figures.ts";
import type { TokensRequest } from "../../report/tokens-request.ts";
import type { TokenGaps } from "../../report/token-gaps.ts";
import { costText } from "./columns.ts";
import { listsUsed, modelsOf } from "./models.ts";

/** How what was spent is told, and what is not known of it, a line each. */
export function spendingLines(
  { total, tokenGaps }: Pick<Report, "total" | "tokenGaps">,
  request: TokensRequest | undefined,
): readonly string[] {
  if (request === undefined) return [];
  const { prices } = request;
  const { spending } = total;
  const gaps = tokenGaps === undefined ? [] : gapLines(tokenGaps);
  if (spending === undefined) return gaps.length > 0 ? gaps : ["no tokens are stored for this period"];
  return [
    ...gaps,
    "tokens: as the logs tell them; what came from a cache is not counted as input, and reasoning is a part of the output",
    ...(prices === undefined ? [] : costLines(spending, prices)),
  ];
}

/** What was spent in all, in one line, where the rows of it are not told: of the page. */
export function totalLines({ spending, lacksTokens }: Hours, request: TokensRequest | undefined): readonly string[] {
  if (request === undefined || spending === undefined) return [];
  const spent = sumOf(spending);
  const cost = request.prices === undefined ? "" : `; ${costText(spent, lacksTokens)} US dollars`;
  return [`in all, whatever is chosen here: ${usageText(spent.usage)}${cost}`];
}

/** The commands that bring tokens into the store: those of another machine are never in the logs here. */
function remedyLines({ machines }: TokenGaps): readonly string[] {
  const names = machines.flatMap((machine) => (machine === undefined ? [] : printable(machine)));
  return [
    ...(names.length < machines.length
      ? [
          "'tt update --types all --full' fetches the tokens that the logs still have; from then on 'tt update' goes on with them",
        ]
      : []),
    ...(names.length === 0
      ? []
      : [
          `'tt sync HOST --types all --full' fetches those of ${names.join(", ")} (or 'tt update --types all --full' there, ` +
            "if it writes into this store itself); from then on both go on with them",
        ]),
  ];
}

function gapLines(gaps: TokenGaps): readonly string[] {
  const { untold, missing, late, partly } = gaps;
  const named = (agents: readonly string[]) => agents.map(printable).join(", ");
  return [
    ...(missing.length === 0 ? [] : [`no tokens of ${named(missing)} are stored for this period`]),
    ...late.map(
      ({ agent, worked, since }) =>
        `tokens of ${printable(agent)} are stored since ${since}, and it worked since ${worked}`,
    ),
    ...partly.map(({ agent, sessions, from, to }) => {
      const days = from === to ? `on ${from}` : `from ${from} to ${to}`;
      return `no tokens of ${amount(sessions, "session")} of ${printable(agent)} are stored, at work ${days}`;
    }),
    ...remedyLines(gaps),
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
          `without a price, so not in the cost: ${without
            .map(([model, spent]) => `${printable(model)} (${grouped(spent.unpriced)} tokens)`)
            .join(", ")}`,
        ]
      : []),
  ];
}
