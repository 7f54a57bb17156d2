import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { folderForFiles } from "./test/support/files-in-memory.ts";

const project = (name: string, include: string[], testTimeout = 60_000) => ({
  test: {
    name,
    include,
    testTimeout,
    hookTimeout: testTimeout,
    setupFiles: ["test/support/seeds.ts"],
    // Files share a process, which loads the program's modules once: no test leaves anything in them.
    isolate: false,
  },
});

export default defineConfig({
  test: {
    // Most tests run the program and wait for it: one worker would leave the other processors idle.
    maxWorkers: Math.max(3, availableParallelism()),
    env: {
      TZ: "Pacific/Kiritimati",
      LC_ALL: "C",
      TT_TESTS_PID: String(process.pid),
      TMPDIR: folderForFiles,
      NODE_COMPILE_CACHE: join(folderForFiles, "compiled"),
    },
    // Node itself loads the files, as they are (docs/decisions.md, "Node itself loads the tests").
    experimental: { viteModuleRunner: false, nodeLoader: false },
    globalSetup: "test/support/files-in-memory.ts",
    projects: [
      project("unit", [
        "test/{lib,events,manifest,logs,log-formats,agents,export,store,hours,page,push,sync,commands,transcript,redaction,schedule,scripts,spending}/**/*.test.ts",
      ]),
      project("laws", ["test/laws/**/*.test.ts"], 120_000),
      project("cli", ["test/cli/**/*.test.ts"], 120_000),
    ],
  },
});
