/**
 * Dollars as whole numbers of 10^-18: a token costs as little as a millionth of a cent, and sums must be exact. With
 * floating point the cents of a total would depend on the order in which it was added up.
 */
export type Dollars = bigint;

const DECIMALS = 18;
const ONE = 10n ** BigInt(DECIMALS);
const CENT = ONE / 100n;

/** The decimal number that a number of JSON was meant as: what its 16th digit says is noise of binary fractions. */
export function dollarsOf(value: number): Dollars {
  const text = String(Number(value.toPrecision(15)));
  const [, whole = "0", part = "", exponent = "0"] = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? [];
  const shift = DECIMALS + Number(exponent) - part.length;
  const digits = BigInt(whole + part);
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const unit = 10n ** BigInt(-shift);
  return (2n * digits + unit) / (2n * unit);
}

/** All of its decimals, and two at least: `12.30`, `0.001875`. */
export function dollarsText(dollars: Dollars): string {
  const part = String(dollars % ONE)
    .padStart(DECIMALS, "0")
    .replace(/0+$/, "")
    .padEnd(2, "0");
  return `${dollars / ONE}.${part}`;
}

/** To the cent, half a cent up; what is less than half a cent and not nothing is `<0.01`. */
export function centsText(dollars: Dollars): string {
  const cents = (dollars + CENT / 2n) / CENT;
  if (cents === 0n && dollars > 0n) return "<0.01";
  return `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
}
