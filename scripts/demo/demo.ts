/**
 * `npm run demo`: exports the sample week in `fixtures/demo` into a store and reports its hours, in the end as a page.
 * Touches nothing in the home folder.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(import.meta.dirname, "../..");
const temporary = mkdtempSync(join(tmpdir(), "tt-demo-"));
const logs = ["--claude-dir", "fixtures/demo/home/.claude", "--source", "claude-code"];

/** Nothing of the person's own settings: no other store, no other data directory. */
const env = {
  PATH: process.env["PATH"],
  TERM: process.env["TERM"],
  ...(process.env["NO_COLOR"] === undefined ? undefined : { NO_COLOR: process.env["NO_COLOR"] }),
  HOME: temporary,
  TT_DATA_DIR: join(temporary, "data"),
};

/** Runs `tt` and shows of what it prints as many lines as asked for; all of it goes to the terminal as it is. */
function tt(args: readonly string[], lines?: number): void {
  console.log(`$ tt ${args.join(" ")}${lines === undefined ? "" : ` | head -${lines}`}`);
  const { stdout, status, error } = spawnSync(process.execPath, [join(repository, "bin/tt.js"), ...args], {
    cwd: repository,
    encoding: "utf8",
    env,
    stdio: ["ignore", lines === undefined ? "inherit" : "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`tt ended with ${status}`, { cause: error });
  if (lines !== undefined) console.log(stdout.split("\n").slice(0, lines).join("\n"));
  console.log("");
}

try {
  tt(["export", ...logs, "--since", "2026-03-06"], 3);
  tt(["export", ...logs, "--summary", "text", "--", "tt", "import", "--summary", "text"]);
  console.log("A second export finds nothing new:\n");
  tt(["export", ...logs, "--summary", "text", "--", "tt", "import"]);
  tt(["status", ...logs]);
  const week = ["--since", "2026-03-02", "--until", "2026-03-09", "--tz", "Europe/Berlin"];
  tt(["intervals", ...week.slice(0, 2)], 2);
  tt(["report", ...week, "--by", "day"]);
  tt(["report", ...week]);
  console.log("The same as a page to look at, in any browser:\n");
  tt(["report", ...week, "--html", "--no-open"]);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
