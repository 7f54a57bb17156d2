import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bundledPrices } from "../../src/spending/bundled.ts";
import { dollarsOf, dollarsText } from "../../src/spending/dollars.ts";
import { costOf, type Price } from "../../src/spending/price.ts";
import { parsePrices, PriceList } from "../../src/spending/price-list.ts";
import { tokensIn, type Usage } from "../../src/spending/usage.ts";

const row = (input: number, output: number, more: object = {}) => ({
  input_cost_per_token: input,
  output_cost_per_token: output,
  ...more,
});

function listOf(...lists: readonly object[]): PriceList {
  return new PriceList(
    lists.map((models, at) => {
      const parsed = parsePrices(JSON.stringify(models));
      if (typeof parsed === "string") throw new Error(parsed);
      return { name: `list ${at}`, date: `2026-0${9 - at}-01`, models: parsed };
    }),
  );
}

function priceIn(models: object, name: string): Price {
  const found = listOf(models).find(name);
  if (found.state !== "priced") throw new Error(`${name} is ${found.state}`);
  return found.price;
}

describe("a model's name", () => {
  const prices = listOf(
    {
      sample_spec: row(0, 0),
      "claude-sonnet-4-5": row(3e-6, 15e-6),
      "claude-opus-4-20250514": row(15e-6, 75e-6),
      "gpt-5": row(1e-6, 10e-6),
      "two-20260101": row(1e-6, 2e-6),
      "two-20260202": row(1e-6, 3e-6),
      "same-2026-01-01": row(1e-6, 2e-6),
      "same-2026-02-02": row(1e-6, 2e-6),
      "zai/glm-4.6": row(6e-7, 22e-7),
      "minimax/MiniMax-M2": row(3e-7, 12e-7),
      "openrouter/vendor/thing": row(1e-7, 2e-7),
      "us.anthropic.claude-sonnet-4-20250514-v1:0": row(33e-7, 165e-7),
      "New-20260101": row(1e-6, 2e-6),
      "Agreed-20260101": row(1e-6, 2e-6),
      "without-output": { input_cost_per_token: 1e-6 },
    },
    {
      "gpt-5": row(9e-6, 9e-6),
      "old-model": row(2e-6, 4e-6),
      "new-20250101": row(9e-6, 9e-6),
      "agreed-20250101": row(1e-6, 2e-6),
    },
  );
  const as = (name: string) => {
    const found = prices.find(name);
    return found.state === "priced" ? `${found.model} ${found.list.date}` : found.state;
  };

  it.each([
    ["gpt-5", "gpt-5 2026-09-01"],
    ["openai/gpt-5", "gpt-5 2026-09-01"],
    ["GPT-5", "gpt-5 2026-09-01"],
    ["gpt-5-2030-01-01", "gpt-5 2026-09-01"],
    ["old-model", "old-model 2026-08-01"],
    ["claude-sonnet-4.5", "claude-sonnet-4-5 2026-09-01"],
    ["anthropic/claude-sonnet-4.5", "claude-sonnet-4-5 2026-09-01"],
    ["claude-sonnet-4-5[1m]", "claude-sonnet-4-5 2026-09-01"],
    ["claude-opus-4@20250514", "claude-opus-4-20250514 2026-09-01"],
    ["claude-opus-4", "claude-opus-4-20250514 2026-09-01"],
    ["same", "same-2026-02-02 2026-09-01"],
    ["z-ai/glm-4.6", "zai/glm-4.6 2026-09-01"],
    ["MiniMax-M2", "minimax/MiniMax-M2 2026-09-01"],
    ["vendor/thing", "openrouter/vendor/thing 2026-09-01"],
    ["us.anthropic.claude-sonnet-4-20250514-v1:0", "us.anthropic.claude-sonnet-4-20250514-v1:0 2026-09-01"],
    ["two", "ambiguous"],
    ["gpt-5-mini", "unknown"],
    ["gpt", "unknown"],
    ["new", "New-20260101 2026-09-01"],
    ["agreed", "Agreed-20260101 2026-09-01"],
    ["without-output", "unknown"],
    ["sample_spec", "unknown"],
    ["constructor", "unknown"],
    ["__proto__", "unknown"],
    ["", "unknown"],
  ])("%s is that of %s", (name, found) => expect(as(name)).toBe(found));

  it("is found as it is, whatever else it could mean", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, prefix) => {
        const list = listOf(
          Object.fromEntries([
            [`${prefix}${name}-20260101`, row(1e-6, 1e-6)],
            [name, row(2e-6, 2e-6)],
          ]),
        );
        // LiteLLM's own example is no model.
        fc.pre(name !== "sample_spec");
        expect(list.find(name)).toMatchObject({ state: "priced", model: name });
      }),
    );
  });
});

describe("a price", () => {
  const usage: Usage = { input: 100, output: 40, cache_read: 1000, cache_write: 10, reasoning: 30 };
  const cost = (more: object, prompt = tokensIn(usage), kept = 0) =>
    dollarsText(costOf({ ...usage, cache_write_1h: kept }, priceIn({ m: row(1e-3, 1e-2, more) }, "m"), { prompt }));

  it("of the cache and of reasoning is that of input and output where none is said", () => {
    expect(cost({})).toBe("1.51");
    expect(cost({ cache_read_input_token_cost: 1e-4 })).toBe("0.61");
    expect(cost({ cache_read_input_token_cost: 1e-4, cache_creation_input_token_cost: 2e-3 })).toBe("0.62");
    expect(cost({ cache_creation_input_token_cost: 0 })).toBe("1.51");
    expect(cost({ output_cost_per_reasoning_token: 2e-2 })).toBe("1.81");
    const hour = { cache_creation_input_token_cost: 2e-3, cache_creation_input_token_cost_above_1hr: 3e-3 };
    // Of ten that went to the cache, none, four and more than there are stay there for an hour.
    expect([0, 4, 11].map((kept) => cost(hour, 0, kept))).toEqual(["1.52", "1.524", "1.53"]);
  });

  it("is another one for all of a request that is larger than a size, by the largest that it exceeds", () => {
    const tiers = {
      input_cost_per_token_above_200k_tokens: 2e-3,
      output_cost_per_token_above_200k_tokens: 2e-2,
      cache_read_input_token_cost: 1e-4,
      cache_read_input_token_cost_above_200k_tokens: 2e-4,
      input_cost_per_token_above_272k_tokens: 4e-3,
      input_cost_per_token_above_200k_tokens_batches: 0.09,
      cache_creation_input_token_cost_above_1hr: 0.09,
    };
    expect([200_000, 200_001, 272_001].map((prompt) => cost(tiers, prompt))).toEqual(["0.61", "1.22", "0.94"]);
  });

  it("of sizes that stand in a list of their own is the same", () => {
    const price = priceIn(
      {
        m: {
          tiered_pricing: [
            { ...row(1e-3, 1e-2), range: [0, 32_000] },
            { ...row(2e-3, 2e-2), range: [32_000, 128_000] },
            { ...row(9e-3, 9e-2), range: "odd" },
          ],
        },
      },
      "m",
    );
    const cost = (prompt: number) => dollarsText(costOf(usage, price, { prompt }));
    expect([32_000, 32_001, 1e6].map(cost)).toEqual(["1.51", "3.02", "3.02"]);
  });

  it("is no number below 0, no text, and none of a million tokens; what is wrong is told with its place", () => {
    const fault = (value: unknown) => parsePrices(JSON.stringify(value));
    expect(fault({ m: row(-1, 1e-6) })).toBe("'m'.input_cost_per_token: not a number of 0 or more");
    expect(fault({ m: { ...row(1e-6, 1e-6), output_cost_per_token: "1" } })).toBe(
      "'m'.output_cost_per_token: not a number of 0 or more, but a text",
    );
    expect(fault({ m: row(3, 15) })).toMatch(/'m'\.input_cost_per_token: no price of one token .*million/);
    expect(fault({ m: 1 })).toBe("'m': no object");
    expect(fault([])).toBe("it is not an object with one member per model");
    expect(fault({ m: {} })).toMatch(/^no model in it has /);
    expect(parsePrices("{")).toMatch(/^it is not JSON: /);
  });
});

describe("the lists that come with the program", () => {
  it("are those of their file, newest first, and know what agents name", () => {
    const prices = bundledPrices();
    expect(prices.lists.length).toBeGreaterThan(1);
    expect(prices.lists.map(({ date }) => date)).toEqual(
      prices.lists
        .map(({ date }) => date)
        .toSorted()
        .reverse(),
    );
    const named = ["claude-sonnet-4-20250514", "claude-opus-4-5-20251101", "gpt-5.2-codex", "gemini-2.5-pro"];
    for (const name of named) expect(prices.find(name)).toMatchObject({ state: "priced", model: name });
    // By hand, from what Anthropic tells of Claude Opus 4.5: 5, 25, 0.50 and 6.25 dollars a million.
    const opus = prices.find("claude-opus-4-5");
    const million = { input: 1e6, output: 1e6, cache_read: 1e6, cache_write: 1e6 };
    expect(opus.state === "priced" && costOf(million, opus.price, { prompt: 0 })).toBe(dollarsOf(36.75));
  });

  it("hold no model twice", () => {
    const text = readFileSync(join(import.meta.dirname, "../../src/spending/litellm/prices.json"), "utf8");
    const { lists } = JSON.parse(text) as { readonly lists: readonly { readonly models: object }[] };
    const names = lists.flatMap(({ models }) => Object.keys(models));
    expect(new Set(names).size).toBe(names.length);
  });
});
