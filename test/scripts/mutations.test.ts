/** The mistakes that `npm run mutate` plants: each can still be planted, in one place, and its tests are still there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { AREAS } from "../../scripts/mutations/areas.ts";

const repository = join(import.meta.dirname, "../..");

it.each(AREAS)("mistakes in $name can be planted", ({ mutations, tests }) => {
  for (const { file, from, to } of mutations) {
    const text = readFileSync(join(repository, file), "utf8");
    expect(text.split(from).length - 1, `${file}: ${from}`).toBe(1);
    expect(to, file).not.toBe(from);
  }
  for (const test of tests) if (test !== "tsc") expect(existsSync(join(repository, test)), test).toBe(true);
});

it("no mistake is planted twice", () => {
  const all = AREAS.flatMap(({ mutations }) => mutations.map((mutation) => JSON.stringify(mutation)));
  expect(new Set(all).size).toBe(all.length);
});
