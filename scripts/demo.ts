/** `npm run demo`: exports the sample week in `fixtures/demo` through the store and shows what came out. Touches nothing in the home folder. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(import.meta.dirname, "..");
const temporary = mkdtempSync(join(tmpdir(), "tt-demo-"));
const directory = join(repository, "fixtures/demo/home/.claude");

function tt(...args: readonly string[]): string {
  console.log(`$ tt ${args.join(" ").replaceAll(`${repository}/`, "").replaceAll(temporary, "/tmp/demo")}`);
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(repository, "bin/tt.js"), ...args], {
    encoding: "utf8",
    // Nothing of the person's own: a TT_DB would be filled with the demo.
    env: { PATH: process.env["PATH"], HOME: temporary, TT_DATA_DIR: join(temporary, "data") },
  });
  if (status !== 0) throw new Error(`tt ended with ${status}: ${stderr}`);
  return (stdout + stderr).replaceAll(`${repository}/`, "").replaceAll(temporary, "/tmp/demo");
}

try {
  const claude = ["--source", "claude-code", "--claude-dir", directory];
  const events = tt("export", "--since", "1970-01-01", ...claude).split("\n");
  console.log(`${events.slice(0, 3).join("\n")}\n...\n${events.slice(-4).join("\n")}`);
  console.log("Into the store, where each event is once, however often it comes:");
  console.log(tt("export", ...claude, "--", "tt", "import", "--summary", "text"));
  console.log(tt("export", "--full", ...claude, "--", "tt", "import", "--summary", "text"));
  console.log(tt("status", ...claude));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
