import type { Area } from "../mutation.ts";

const price = "src/spending/price.ts";
const list = "src/spending/price-list.ts";
const names = "src/spending/model-names.ts";
const meter = "src/spending/meter.ts";
const dollars = "src/spending/dollars.ts";
const taken = "src/hours/activities/taken.ts";
const gaps = "src/hours/report/token-gaps.ts";
const spent = "src/spending/spending.ts";
const view = "src/hours/views/spending/columns.ts";

/** What models took, and what it costs. */
export const spending: Area = {
  name: "tokens and prices",
  tests: [
    ...["dollars", "meter", "price-list"].map((name) => `test/spending/${name}.test.ts`),
    ...["views/spending-views", "report/tokens.laws"].map((name) => `test/hours/${name}.test.ts`),
  ],
  mutations: [
    { file: price, from: "prompt > tokens", to: "prompt >= tokens" },
    { file: price, from: "sort((a, b) => b.tokens - a.tokens)", to: "sort((a, b) => a.tokens - b.tokens)" },
    { file: price, from: 'cache_read: rate("cache_read") ?? input', to: 'cache_read: rate("cache_read") ?? 0n' },
    { file: price, from: "return value === 0n ? undefined : value;", to: "return value;" },
    { file: price, from: "output: output - reasoning,", to: "output," },
    { file: price, from: "Math.min(kept, written)", to: "kept" },
    { file: price, from: "!(value >= 0)", to: "value < -1" },
    { file: list, from: ".filter(({ list }) => list === all[0]?.list)", to: "" },
    { file: list, from: "isSamePrice(price, row.price)", to: "price !== undefined" },
    { file: list, from: "if (model === EXAMPLE) continue;", to: "" },
    { file: names, from: '.replace(/\\[1m\\]$/, "")', to: "" },
    { file: names, from: 'own.startsWith("claude-")', to: 'own.startsWith("")' },
    { file: meter, from: "isStated: isStated || before?.isStated === true,", to: "isStated," },
    { file: meter, from: "prompt: own.prompt + (before?.prompt ?? 0),", to: "prompt: own.prompt," },
    { file: meter, from: "isOfRun ? 0 : prompt", to: "prompt" },
    { file: meter, from: "unpriced: tokensIn(usage)", to: "unpriced: 0" },
    { file: meter, from: "(?:-in|-out)?", to: "" },
    { file: dollars, from: "value.toPrecision(15)", to: "value" },
    { file: dollars, from: "(2n * digits + unit) / (2n * unit)", to: "digits / unit" },
    { file: dollars, from: 'if (cents === 0n && dollars > 0n) return "<0.01";', to: "" },
    { file: taken, from: "moment < this.#window.end", to: "moment <= this.#window.end" },
    { file: taken, from: "if (place.cwd === undefined) known.homeless.push(sum);", to: "" },
    { file: taken, from: "const QUARTER = 900;", to: "const QUARTER = 7200;" },
    { file: gaps, from: "(day) => day >= since", to: '(day) => day > ""' },
    { file: gaps, from: "[at, at - ANSWERED_WITHIN]", to: "[at]" },
    { file: gaps, from: "    if (!ANSWERS.has(type)) continue;\n", to: "" },
    { file: gaps, from: "if (ofRuns.has(session.agent)) lacking.delete(session);", to: "" },
    { file: gaps, from: "day !== undefined && day < since", to: "day !== undefined && day <= since" },
    { file: gaps, from: "({ agent }) => !told.has(agent)", to: '({ agent }) => agent !== ""' },
    { file: spent, from: "unpriced > 0 && unpriced === tokensIn(usage)", to: "unpriced < 0" },
    { file: spent, from: "cost === 0n && ", to: "" },
    { file: view, from: 'spent.unpriced > 0 || isPart ? "+" : ""', to: '""' },
  ],
};
