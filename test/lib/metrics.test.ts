import fc from "fast-check";
import { expect, it } from "vitest";
import { metrics } from "../../src/lib/text/metrics.ts";
import { anyText } from "../support/random/any-text.ts";
import { metricsIn } from "../support/servers/prometheus.ts";
import { times } from "../support/shares.ts";

it("prints what a strict reader takes, whatever labels hold", () => {
  const sample = fc.record({
    labels: fc.record({ agent: anyText(), type: fc.constantFrom('"', "\\", "\n", '\\"\n', "") }),
    value: fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 })),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(sample, { selector: ({ labels }) => JSON.stringify(labels), maxLength: 5 }),
      (samples) => {
        const text = metrics([{ name: "tt_x_total", help: "Of \\ and \n.", type: "counter", samples }]);
        const read = metricsIn(text);
        expect(read.map(({ value }) => value)).toEqual(samples.map(({ value }) => value));
        expect(read.map(({ labels }) => Object.fromEntries(labels))).toEqual(
          samples.map(({ labels: { agent, type } }) => ({ agent: agent.toWellFormed(), type })),
        );
      },
    ),
    { numRuns: times(14) },
  );
});

it("leaves out a name without samples, and the second of two equal ones", () => {
  const family = { name: "tt_x", help: "X.", type: "gauge" } as const;
  expect(metrics([{ ...family, samples: [] }])).toBe("");
  const twice = [1, 2].map((value) => ({ labels: { agent: "pi" }, value }));
  expect(metricsIn(metrics([{ ...family, samples: twice }])).map(({ value }) => value)).toEqual([1]);
});

it("is read by a reader that refuses what is wrong", () => {
  const head = "# HELP tt_x X.\n# TYPE tt_x gauge\n";
  for (const text of [
    "tt_x 1\n",
    `${head}tt_x 1`,
    `${head}tt_y 1\n`,
    `${head}tt_x 1\ntt_x 2\n`,
    `${head}tt_x{a="\n"} 1\n`,
    `${head}tt_x{a="\\x"} 1\n`,
    `${head}tt_x{a="1",} 1\n`,
    `${head}tt_x one\n`,
    `${head}${head}tt_x 1\n`,
    "# TYPE tt_x gauge\ntt_x 1\n",
  ])
    expect(() => metricsIn(text), text).toThrow();
  expect(metricsIn(`${head}tt_x{a="\\n\\"\\\\"} 1.5e+3\n`)).toMatchObject([{ value: 1500 }]);
});
