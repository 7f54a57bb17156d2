import { moneyText } from "../report/money.ts";
import type { Report } from "../report/figures.ts";

type Amounts = ReadonlyMap<string, number>;

/** For a person: `1234.50 EUR, 80.00 USD`. */
export function amountsText(amounts: Amounts): string {
  return [...amounts].map(([currency, minor]) => `${moneyText(minor, currency)} ${currency}`).join(", ");
}

/** For a program: as text, for a number of JSON is no money, and in the smallest unit. */
export function amountsJson(amounts: Amounts) {
  return [...amounts].map(([currency, minor]) => ({ currency, amount: moneyText(minor, currency), minor }));
}

/** The currencies of a report. */
export function currenciesOf({ total }: Pick<Report, "total">): readonly string[] {
  return [...total.amounts.keys()];
}
