import { isObject } from "../lib/json/json.ts";
import { dollarsOf, type Dollars } from "./dollars.ts";
import { COUNTED, type CountedKind, type Usage } from "./usage.ts";

/** What one token costs, by what it is of. */
type Rates = Readonly<Record<CountedKind, Dollars>>;

/** What the tokens of a model cost. */
export interface Price {
  readonly rates: Rates;
  /** A request whose prompt has more tokens than this costs otherwise, all of it; the largest first. */
  readonly above: readonly { readonly tokens: number; readonly rates: Rates }[];
}

/** The members of a row of LiteLLM's list that hold the price of a token. */
const MEMBERS: Readonly<Record<CountedKind, string>> = {
  input: "input_cost_per_token",
  output: "output_cost_per_token",
  cache_read: "cache_read_input_token_cost",
  cache_write: "cache_creation_input_token_cost",
  cache_write_1h: "cache_creation_input_token_cost_above_1hr",
  reasoning: "output_cost_per_reasoning_token",
};

/** More than any token costs: who writes so much means the price of a million. */
const MOST_DOLLARS = 0.1;

const MEMBER = new RegExp(`^(?:${Object.values(MEMBERS).join("|")})(?:_above_(\\d+)k_tokens)?$`);

/** The prices of tokens in a row, by their members; others (of batches, of images) are not. */
export function pricesIn(row: object): ReadonlyMap<string, unknown> {
  return new Map([...tiersOf(row), ...Object.entries(row)].filter(([member]) => MEMBER.test(member)));
}

/** Some rows have a list of prices for sizes of prompts (`"range": [32000, 128000]`): the same as members of these names. */
function tiersOf(row: object): readonly (readonly [member: string, said: unknown])[] {
  const tiers = "tiered_pricing" in row && Array.isArray(row.tiered_pricing) ? row.tiered_pricing : [];
  return tiers.filter(isObject).flatMap((tier) => {
    const [from] = Array.isArray(tier["range"]) ? tier["range"] : [];
    if (!Number.isInteger(from) || from % 1000 !== 0) return [];
    const size = from === 0 ? "" : `_above_${from / 1000}k_tokens`;
    return Object.entries(tier).map(([member, said]) => [member + size, said] as const);
  });
}

/** What is wrong with a price in a row, in a few words; `undefined` where nothing is. */
export function priceFault(value: unknown): string | undefined {
  if (typeof value === "string") return "not a number of 0 or more, but a text";
  if (typeof value !== "number" || !(value >= 0)) return "not a number of 0 or more";
  return value > MOST_DOLLARS ? "no price of one token in US dollars (is it that of a million?)" : undefined;
}

/** The price that a row without a fault says; `undefined` where it has none for input or output. */
export function priceOf(row: ReadonlyMap<string, unknown>): Price | undefined {
  if (!row.has(MEMBERS.input) || !row.has(MEMBERS.output)) return undefined;
  const sizes = new Set([...row.keys()].flatMap((member) => MEMBER.exec(member)?.[1] ?? []));
  return {
    rates: ratesOf((member) => row.get(member)),
    above: [...sizes]
      .map((size) => ({
        tokens: Number(size) * 1000,
        rates: ratesOf((member) => row.get(`${member}_above_${size}k_tokens`) ?? row.get(member)),
      }))
      .sort((a, b) => b.tokens - a.tokens),
  };
}

function ratesOf(said: (member: string) => unknown): Rates {
  const rate = (kind: CountedKind): Dollars | undefined => {
    const value = said(MEMBERS[kind]);
    return typeof value === "number" ? dollarsOf(value) : undefined;
  };
  const input = rate("input") ?? 0n;
  const output = rate("output") ?? 0n;
  // A list that says 0 means that nothing is added to the price of the input.
  const added = (kind: CountedKind) => {
    const value = rate(kind) ?? 0n;
    return value === 0n ? undefined : value;
  };
  const written = added("cache_write") ?? input;
  return {
    input,
    output,
    // Where nothing is said of the cache, nothing is cheaper because of it.
    cache_read: rate("cache_read") ?? input,
    cache_write: written,
    cache_write_1h: added("cache_write_1h") ?? written,
    reasoning: rate("reasoning") ?? output,
  };
}

/** Whether a list says that a model costs nothing. */
export function isFree({ rates }: Price): boolean {
  return COUNTED.every((kind) => rates[kind] === 0n);
}

/** Whether two prices are the same. */
export function isSamePrice(a: Price, b: Price): boolean {
  const text = ({ rates, above }: Price) => [rates, ...above.map((one) => ({ ...one.rates, tokens: one.tokens }))];
  return stringified(text(a)) === stringified(text(b));
}

function stringified(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === "bigint" ? String(member) : member));
}

/** What is known of a request beside its tokens. */
export interface Request {
  /** How many tokens its prompt had in all. */
  readonly prompt: number;
}

/** What tokens of a request cost. */
export function costOf(usage: Usage, { rates: usual, above }: Price, { prompt }: Request): Dollars {
  const rates = above.find(({ tokens }) => prompt > tokens)?.rates ?? usual;
  const { output = 0, cache_write: written = 0, cache_write_1h: kept = 0 } = usage;
  const reasoning = Math.min(usage.reasoning ?? 0, output);
  const long = Math.min(kept, written);
  const counts = { ...usage, output: output - reasoning, reasoning, cache_write: written - long, cache_write_1h: long };
  return COUNTED.reduce((sum, kind) => sum + BigInt(counts[kind] ?? 0) * rates[kind], 0n);
}
