import { defineConfig } from "vitest/config";

const project = (name: string, include: string[], testTimeout = 30_000) => ({
  test: { name, include, testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    env: { TZ: "Pacific/Kiritimati", LC_ALL: "C" },
    projects: [
      project("unit", ["test/{lib,events,manifest,sources,export,store,hours,push,commands}/**/*.test.ts"]),
      project("laws", ["test/laws/**/*.test.ts"], 120_000),
      project("cli", ["test/cli/**/*.test.ts"], 120_000),
    ],
  },
});
