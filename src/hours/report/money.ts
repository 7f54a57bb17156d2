import { durationOf } from "../../lib/text/duration.ts";
import { rounded, type Rounding } from "./rounding.ts";

/** Which time is billed. */
export const BILLED = ["human", "agent", "union"] as const;
export type Billed = (typeof BILLED)[number];

/** What an hour costs. Money is whole numbers of a currency's smallest unit, never a fraction. */
export interface Billing {
  /** Of an hour, in the smallest unit. */
  readonly rate: number;
  /** By ISO 4217. */
  readonly currency: string;
  readonly bill: Billed;
  /** Of each day's time of the project, where the report does not say another. */
  readonly rounding: Rounding | undefined;
}

/** What a person says of it: `terms.ts` checks it. */
export interface PriceTerms {
  readonly rate?: number | undefined;
  readonly currency?: string | undefined;
  readonly bill?: Billed | undefined;
  readonly round?: string | undefined;
}

/** The billing that terms without a fault say; `undefined` where they name no rate. */
export function billingOf({ rate, currency, bill = "human", round }: PriceTerms): Billing | undefined {
  if (rate === undefined || currency === undefined) return undefined;
  const minor = minorOf(rate, currency);
  if (minor === undefined) return undefined;
  return { rate: minor, currency, bill, rounding: round === undefined ? undefined : roundingIn(round) };
}

/** `15m`, `15m:up`, `6m:nearest`, from a second to a day; `undefined` for anything else. */
export function roundingIn(text: string): Rounding | undefined {
  const [step = "", direction = "nearest", ...rest] = text.split(":");
  const seconds = durationOf(step);
  if (seconds === undefined || seconds < 1 || seconds > 86_400 || rest.length > 0) return undefined;
  return direction === "up" || direction === "nearest" ? { step: seconds, direction } : undefined;
}

/** What one rate gave. */
export interface Bill {
  /** With the rounding by which it was made. */
  readonly by: Billing;
  /** As they are billed: rounded, if they are. */
  readonly seconds: number;
  /** In the smallest unit. */
  readonly minor: number;
}

/**
 * What a day's time of a project costs, in the smallest unit: half a unit goes up. Every sum is one of such amounts, so
 * that they add up to the cent however they are grouped. The rounding that was asked for comes before the project map's.
 */
export function billOf(time: number, billing: Billing, asked: Rounding | undefined): Bill {
  const by = { ...billing, rounding: asked ?? billing.rounding };
  const seconds = rounded(time, by.rounding);
  return { by, seconds, minor: Math.floor((2 * seconds * by.rate + 3600) / 7200) };
}

/** By what they were rounded, one for each rate. */
export function roundingsIn(bills: readonly Bill[]): readonly (Rounding | undefined)[] {
  return bills.map(({ by }) => by.rounding);
}

/** `1234.50`. */
export function moneyText(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  const text = String(minor).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** By its decimal digits: 0.1 + 0.2 has no place here. */
export function minorOf(rate: number, currency: string): number | undefined {
  const [, whole = "", part = ""] = /^(\d+)(?:\.(\d+))?$/.exec(String(rate)) ?? [];
  const digits = digitsOf(currency);
  return whole === "" || part.length > digits ? undefined : Number(whole + part.padEnd(digits, "0"));
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
