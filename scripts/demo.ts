/** `npm run demo`: exports the sample week in `fixtures/demo` and shows what came out. Touches nothing in the home folder. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(import.meta.dirname, "..");
const temporary = mkdtempSync(join(tmpdir(), "tt-demo-"));
const claude = join(repository, "fixtures/demo/home/.claude");

function tt(...args: readonly string[]): string {
  console.log(`$ tt ${args.join(" ").replaceAll(`${repository}/`, "").replaceAll(temporary, "/tmp/demo")}`);
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(repository, "bin/tt.js"), ...args], {
    encoding: "utf8",
    env: { ...process.env, HOME: temporary, TT_DATA_DIR: join(temporary, "data") },
  });
  if (status !== 0) throw new Error(`tt ended with ${status}: ${stderr}`);
  return stdout + stderr;
}

try {
  const options = ["export", "--claude-dir", claude, "--source", "claude-code", "--summary", "text"];
  const events = tt(...options).split("\n");
  console.log(`${events.slice(0, 4).join("\n")}\n...\n${events.slice(-4).join("\n")}`);
  console.log("A second export finds nothing new:");
  console.log(tt(...options));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
