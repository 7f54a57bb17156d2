import { defineConfig } from "tsdown";
import { licenses } from "./scripts/licenses.ts";

export default defineConfig({
  entry: { cli: "src/cli.ts", "reading-thread": "src/commands/reading-thread.ts" },
  platform: "node",
  target: "node24",
  format: "esm",
  outDir: "dist",
  clean: true,
  dts: false,
  fixedExtension: false,
  // write-file-atomic is CommonJS and wants __filename.
  shims: true,
  plugins: [licenses()],
});
