import * as z from "zod";
import { BILLED, minorOf, roundingIn, type PriceTerms } from "./money.ts";

/** What a person says of an hour's price in the project map: `"rate": 92.5, "currency": "EUR"`. */
export const Terms = z.object({
  rate: z.number().positive().max(1_000_000).optional(),
  currency: z
    .string()
    .refine((code) => isCurrency(code), "no currency of ISO 4217, such as EUR")
    .optional(),
  bill: z.enum(BILLED).optional(),
  round: z
    .string()
    .refine((text) => roundingIn(text) !== undefined, "no rounding, such as 15m or 15m:up")
    .optional(),
});

/** What is wrong with the terms of an entry, in a few words; `undefined` where nothing is. */
export function termsFault({ rate, currency, bill, round }: PriceTerms): string | undefined {
  if (rate === undefined)
    return currency === undefined && bill === undefined && round === undefined ? undefined : "rate: is missing";
  if (currency === undefined) return "currency: is missing";
  return minorOf(rate, currency) === undefined ? `rate: more decimals than ${currency} has` : undefined;
}

function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf("currency").includes(code);
}
