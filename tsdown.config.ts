import { defineConfig } from "tsdown";
import { pageAndNotices } from "./scripts/package/notices.ts";

/** commander could start programs for its commands. Ours have none, and loading what it takes is a tenth of our start. */
function withoutChildProcess() {
  const name = "\0no-child-process";
  return {
    name: "without-child-process",
    resolveId: (id: string, importer = "") =>
      id === "node:child_process" && importer.includes("/commander/") ? name : undefined,
    load: (id: string) => (id === name ? "export default {};" : undefined),
  };
}

export default defineConfig({
  entry: { cli: "src/cli.ts", "reading-thread": "src/commands/export/reading-thread.ts" },
  platform: "node",
  target: "node24",
  // Loads some milliseconds sooner than ESM: no linking, and Node makes no ESM face of `fs`, which would load its streams.
  format: "cjs",
  checks: { legacyCjs: false },
  outDir: "dist",
  clean: true,
  dts: false,
  fixedExtension: false,
  // write-file-atomic is CommonJS and wants __filename.
  shims: true,
  plugins: [pageAndNotices(), withoutChildProcess()],
});
