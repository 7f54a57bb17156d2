/** When logs are looked at again of which nobody tells. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nextLook } from "../../src/commands/export/follow/next-look.ts";
import { DirectoryWatch } from "../../src/export/directory-watch.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each([
  ["where the system tells of changes, for what it did not tell", true, 50, 30_000],
  ["the same with very many logs", true, 1000, 150_000],
  ["where it does not tell", false, 1, 2000],
  ["the same with many logs: a few seconds", false, 100, 5000],
] as const)("looks again %s", async (_where, isTold, quiet, after) => {
  let isTime = false;
  const began = performance.now();
  const looked = nextLook(new DirectoryWatch(), { began, quiet, isTold, isUnstored: false });
  void looked.then(() => (isTime = true));
  await vi.advanceTimersByTimeAsync(after - 10);
  expect(isTime).toBe(false);
  await vi.advanceTimersByTimeAsync(20);
  expect(isTime).toBe(true);
});
