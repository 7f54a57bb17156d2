import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { reason, usage } from "../../failure.ts";
import type { TokensRequest } from "../../hours/report/tokens-request.ts";
import { readText } from "../../lib/files/read-text.ts";
import type { Meter } from "../../spending/meter.ts";
import { USAGE_TYPE } from "../../spending/usage.ts";
import type { PriceList } from "../../spending/price-list.ts";

/** What `tt report` takes of its command line for tokens. */
export interface TokensFlags {
  readonly tokens?: true;
  /** A file; `true` for the list that comes with the program. */
  readonly prices?: string | true;
}

/** The options of `tt report` that are about tokens. */
export function withTokensOptions(command: Command): Command {
  return command
    .option("--tokens", "tell what models took, in tokens")
    .option(
      "--prices [FILE]",
      "and what it costs at list prices: a list in the form of LiteLLM's (default: one that comes with tt)",
    );
}

/** The tokens that the flags ask for, if they do. Reads the list of prices. */
export async function tokensRequestOf({ tokens, prices }: TokensFlags): Promise<TokensRequest | undefined> {
  if (tokens === undefined && prices === undefined) return undefined;
  const { sources } = await import("../../agents/index.ts");
  const tokenless = sources.filter(({ facts }) => !(facts.usage ?? []).includes(USAGE_TYPE));
  return {
    prices: prices === undefined ? undefined : await pricesIn(prices),
    tokenless: new Set(tokenless.map(({ agent }) => agent)),
    ofRuns: new Set(sources.filter(({ facts }) => facts.usageOfRuns === true).map(({ agent }) => agent)),
  };
}

/** What reads tokens as they are asked for. */
export async function meterFor({ prices, ofRuns }: TokensRequest): Promise<Meter> {
  const { Meter } = await import("../../spending/meter.ts");
  return new Meter(prices, ofRuns);
}

const WITHOUT_FILE = "without a file, --prices takes the list that comes with tt";

async function pricesIn(file: string | true): Promise<PriceList> {
  if (file === true) return (await import("../../spending/bundled.ts")).bundledPrices();
  if (file === "") throw usage("--prices is empty", WITHOUT_FILE);
  const { parsePrices, PriceList } = await import("../../spending/price-list.ts");
  const path = resolve(file);
  let text: string;
  let date: string;
  try {
    text = readText(path);
    date = statSync(path).mtime.toISOString().slice(0, 10);
  } catch (error) {
    throw usage(
      `cannot read the list of prices: \`${path}\` (${reason(error)})`,
      `${WITHOUT_FILE}; a period stands before it: tt report last-month --prices`,
    );
  }
  const models = parsePrices(text);
  if (typeof models === "string")
    throw usage(
      `the list of prices cannot be understood: \`${path}\` (${models})`,
      '{"my-model": {"input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05}}, as in LiteLLM\'s model_prices_and_context_window.json',
    );
  return new PriceList([{ name: basename(path), date, models }]);
}
