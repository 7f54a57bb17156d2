/** The mistakes that `npm run mutate` plants: each can still be planted, in one place. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { AREAS } from "../../scripts/mutations/areas.ts";

it.each(AREAS)("mistakes in $name can be planted", ({ mutations }) => {
  for (const { file, from } of mutations) {
    const text = readFileSync(join(import.meta.dirname, "../..", file), "utf8");
    expect(text.split(from).length - 1, `${file}: ${from}`).toBe(1);
  }
});
