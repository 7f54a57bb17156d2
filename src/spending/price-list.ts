import { isObject } from "../lib/json/json.ts";
import { printable } from "../lib/text/printable.ts";
import { formsOf, undated } from "./model-names.ts";
import { isSamePrice, priceFault, priceOf, pricesIn, type Price } from "./price.ts";

/** Which list it is, and of which day. */
export interface ListName {
  readonly name: string;
  /** `2026-11-20`. */
  readonly date: string;
}

/** `LiteLLM 1.110.2 of 2026-11-20`. */
export function listText({ name, date }: ListName): string {
  return `${printable(name)} of ${date}`;
}

/** A model of a list. */
interface Row {
  readonly model: string;
  readonly list: ListName;
  readonly price: Price;
}

/** What lists say of a model: its row; nothing; or rows of several prices, of which it may be any. */
export type Found =
  | ({ readonly state: "priced" } & Row)
  | { readonly state: "unknown" }
  | { readonly state: "ambiguous"; readonly models: readonly string[] };

/** A list, as it was read. */
export interface ReadList extends ListName {
  readonly models: ReadonlyMap<string, Price>;
}

/** LiteLLM's own example of a row. */
const EXAMPLE = "sample_spec";

/** The models of a text in the form of LiteLLM's `model_prices_and_context_window.json`; or what is wrong with it, in a few words. */
export function parsePrices(text: string): ReadList["models"] | string {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    if (error instanceof SyntaxError) return `it is not JSON: ${error.message.replaceAll(/\s+/g, " ")}`;
    throw error;
  }
  return isObject(value) ? modelsIn(value) : "it is not an object with one member per model";
}

/** The same of a value. */
export function modelsIn(value: object): ReadList["models"] | string {
  const models = new Map<string, Price>();
  for (const [model, row] of Object.entries(value)) {
    if (model === EXAMPLE) continue;
    if (!isObject(row)) return `'${model}': no object`;
    const prices = pricesIn(row);
    for (const [member, said] of prices) {
      const fault = priceFault(said);
      if (fault !== undefined) return `'${model}'.${member}: ${fault}`;
    }
    const price = priceOf(prices);
    if (price !== undefined) models.set(model, price);
  }
  return models.size > 0 ? models : "no model in it has an input_cost_per_token and an output_cost_per_token";
}

/** Lists of prices, of which the first that knows a name counts. */
export class PriceList {
  readonly lists: readonly ListName[];
  readonly #exact = new Map<string, Row[]>();
  readonly #lower = new Map<string, Row[]>();
  /** By their names without the date of a version. */
  readonly #dated = new Map<string, Row[]>();
  readonly #found = new Map<string, Found>();

  constructor(lists: readonly ReadList[]) {
    this.lists = lists.map(({ name, date }) => ({ name, date }));
    for (const [at, { models }] of lists.entries())
      for (const [model, price] of models) {
        const list = this.lists[at];
        if (list === undefined) continue;
        const row = { model, list, price };
        add(this.#exact, model, row);
        const lower = model.toLowerCase();
        add(this.#lower, lower, row);
        const name = undated(lower);
        if (name !== undefined) add(this.#dated, name, row);
      }
  }

  /** What a model of this name costs. The same for the same name and lists. */
  find(name: string): Found {
    let found = this.#found.get(name);
    if (found === undefined) this.#found.set(name, (found = this.#look(name)));
    return found;
  }

  #look(name: string): Found {
    const forms = formsOf(name);
    const without = forms.flatMap((form) => undated(form) ?? []);
    // A version that is named without its date, where all that have one cost the same; a version that no list has.
    const ways = [
      this.#exact.get(name),
      ...forms.map((form) => this.#lower.get(form)),
      ...forms.map((form) => this.#dated.get(form)),
      ...without.map((form) => this.#lower.get(form)),
    ];
    const all = ways.find((each) => each !== undefined) ?? [];
    // What an older list says of the same name counts for nothing.
    const rows = all.filter(({ list }) => list === all[0]?.list);
    const row = rows.at(-1);
    if (row === undefined) return { state: "unknown" };
    if (rows.every(({ price }) => isSamePrice(price, row.price))) return { state: "priced", ...row };
    return { state: "ambiguous", models: rows.map(({ model }) => model) };
  }
}

function add(rows: Map<string, Row[]>, name: string, row: Row): void {
  const known = rows.get(name);
  if (known === undefined) rows.set(name, [row]);
  else known.push(row);
}
