import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dollarsOf } from "../../src/spending/dollars.ts";
import { Meter } from "../../src/spending/meter.ts";
import { parsePrices, PriceList } from "../../src/spending/price-list.ts";
import { NO_MODEL, NOTHING_SPENT, added, type Spent } from "../../src/spending/spending.ts";
import { tokensIn } from "../../src/spending/usage.ts";
import { event } from "../support/store/week.ts";

const models = parsePrices(
  JSON.stringify({
    known: {
      input_cost_per_token: 1e-6,
      output_cost_per_token: 1e-5,
      input_cost_per_token_above_200k_tokens: 2e-6,
      output_cost_per_token_above_200k_tokens: 2e-5,
    },
    gift: { input_cost_per_token: 0, output_cost_per_token: 0 },
  }),
);
if (typeof models === "string") throw new Error(models);
const prices = new PriceList([{ name: "own", date: "2026-03-01", models }]);

const usage = (details: object) => event("agent_usage", "09:00:00", { model: "known", ...details });
/** As of a Claude transcript: the ID names the message and how much was told of it before. */
const ofMessage = (rest: string, details: object) => ({
  ...usage(details),
  id: `remote.agent:agent_usage:msg_1-${rest}`,
});

function spentOn(meter: Meter, ...events: readonly ReturnType<typeof event>[]): Spent {
  return events.reduce((sum, one) => added(sum, meter.read(one)?.spent ?? NOTHING_SPENT), NOTHING_SPENT);
}

describe("what tokens cost", () => {
  it("is what the log says, before any list", () => {
    const spent = spentOn(
      new Meter(prices),
      usage({ input_tokens: 1000, cost_usd: 0.5 }),
      usage({ input_tokens: 1000, model: "unheard-of", cost_usd: 0.25 }),
      usage({ input_tokens: 1000 }),
    );
    expect(spent).toMatchObject({ stated: dollarsOf(0.75), listed: dollarsOf(0.001), unpriced: 0 });
  });

  it("is not told twice of a message whose cost its log says once", () => {
    const spent = spentOn(
      new Meter(prices),
      ofMessage("0", { input_tokens: 1000, output_tokens: 1, cost_usd: 0.5 }),
      ofMessage("1001", { output_tokens: 500 }),
    );
    expect(spent).toEqual({ usage: { input: 1000, output: 501 }, stated: dollarsOf(0.5), listed: 0n, unpriced: 0 });
  });

  it("of a large prompt is that of its size, also for what is told later of the answer", () => {
    const parts = [ofMessage("0", { input_tokens: 200_001 }), ofMessage("200001", { output_tokens: 10 })];
    expect(spentOn(new Meter(prices), ...parts).listed).toBe(dollarsOf(0.400002 + 0.0002));
    const ofSubAgent = [ofMessage("in-0", { input_tokens: 200_001 }), ofMessage("out-0", { output_tokens: 10 })];
    expect(spentOn(new Meter(prices), ...ofSubAgent).listed).toBe(dollarsOf(0.400002 + 0.0002));
    const together = usage({ input_tokens: 200_001, agent: "copilot-cli" });
    expect(spentOn(new Meter(prices, new Set(["copilot-cli"])), together).listed).toBe(dollarsOf(0.200001));
  });

  it("is never 0 for what has no price: those tokens are counted apart", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            model: fc.constantFrom("known", "gift", "unheard-of", undefined, ""),
            input_tokens: fc.option(fc.nat(300_000), { nil: undefined }),
            output_tokens: fc.option(fc.nat(1000), { nil: undefined }),
            cost_usd: fc.option(fc.double({ min: 1e-9, max: 10, noNaN: true }), { nil: undefined }),
          }),
          { maxLength: 20 },
        ),
        (list) => {
          const events = list.map(({ model, ...rest }) => ({ ...usage(rest), model }));
          const spent = spentOn(new Meter(prices), ...events);
          const tokens = (some: typeof list) =>
            some.reduce((sum, { input_tokens: input = 0, output_tokens: output = 0 }) => sum + input + output, 0);
          expect(tokensIn(spent.usage)).toBe(tokens(list));
          const isPriced = (model: string | undefined) => model === "known" || model === "gift";
          expect(spent.unpriced).toBe(tokens(list.filter((one) => one.cost_usd === undefined && !isPriced(one.model))));
        },
      ),
    );
  });

  it("is not looked for in what is no usage, and odd values say nothing", () => {
    const meter = new Meter(prices);
    expect(meter.read(usage({ input_tokens: 1.5, output_tokens: -1, cache_read_tokens: "7" }))).toBeUndefined();
    expect(meter.read(usage({ input_tokens: 1e300, cost_usd: Infinity }))).toBeUndefined();
    expect(meter.read({ ...usage({ input_tokens: 1 }), model: undefined })?.model).toBe(NO_MODEL);
  });
});
