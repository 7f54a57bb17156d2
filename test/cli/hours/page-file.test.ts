/** Where the page of `tt report --html` goes, and whether it is opened. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ndjson, prompt, toolUse } from "../../support/store/events.ts";
import { itWith } from "../../support/program/programs.ts";
import { tempDir } from "../../support/program/temp.ts";
import { cleanEnv, ttCommand } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";

const PERIOD = ["2026-W10", "--tz", "UTC"];

function stored(): string {
  const home = tempDir();
  mkdirSync(join(home, "tmp"));
  expect(tt(["import"], { home, input: ndjson(prompt(1), toolUse(2), prompt(3)) }).code).toBe(0);
  return home;
}

it("goes to a file, to the standard output, or to a temporary file that nobody else can read", () => {
  const home = stored();
  const env = { TMPDIR: join(home, "tmp") };
  const page = (...args: readonly string[]) => tt(["report", ...args], { home, env });
  const file = join(home, "hours.html");
  expect(page(...PERIOD, "--html", "hours.html")).toEqual({ code: 0, stdout: `${file}\n`, stderr: "" });
  const text = readFileSync(file, "utf8");
  expect(text).toMatch(/^<!doctype html>\n/);
  // A page may be written over a page.
  expect(page(...PERIOD, "--html", file).code).toBe(0);
  expect(page(...PERIOD, "--html", "-")).toEqual({ code: 0, stdout: text, stderr: "" });

  for (const args of [
    [...PERIOD, "--html"],
    ["--html", ...PERIOD],
  ]) {
    const { code, stdout } = page(...args);
    const path = stdout.trim();
    expect([code, path.startsWith(env.TMPDIR)]).toEqual([0, true]);
    expect(readFileSync(path, "utf8")).toBe(text);
    expect([statSync(path).mode & 0o777, statSync(join(path, "..")).mode & 0o777]).toEqual([0o600, 0o700]);
  }
});

it("destroys nothing that was named by mistake", () => {
  const home = stored();
  const store = join(home, ".time-tracker/tracker.db");
  const before = readFileSync(store);
  const refused = tt(["report", ...PERIOD, "--html", store], { home });
  expect([refused.code, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toContain("is there already and is no page");
  expect(readFileSync(store)).toEqual(before);
  const missing = tt(["report", ...PERIOD, "--html", join(home, "none/hours.html")], { home });
  expect(missing.code).toBe(74);
  expect(missing.stderr).toMatch(/cannot write the page: .* \(ENOENT\)/);
  expect(tt(["report", "--html", "--json"], { home }).code).toBe(2);
  expect(tt(["report", "--detail"], { home }).code).toBe(2);
});

it("is a page too where nothing is stored", () => {
  const { code, stdout, stderr } = tt(["report", ...PERIOD, "--html", "-"], { home: tempDir() });
  expect(code).toBe(0);
  expect(stdout).toContain('"stretches":[]');
  expect(stderr).toContain("nothing is stored yet");
});

itWith("script")("a temporary page is opened on a terminal, unless that is refused", async () => {
  const home = stored();
  const programs = join(home, "programs");
  mkdirSync(programs);
  const opened = join(home, "opened");
  writeFileSync(join(programs, "xdg-open"), `#!/bin/sh\necho "$1" > ${opened}.part; mv ${opened}.part ${opened}\n`);
  chmodSync(join(programs, "xdg-open"), 0o755);
  const onTerminal = (display: string, ...args: readonly string[]) => {
    const PATH = `${programs}:${process.env["PATH"] ?? ""}`;
    const env = { ...cleanEnv({ home }), TMPDIR: join(home, "tmp"), DISPLAY: display, PATH };
    const command = [...ttCommand, "report", ...PERIOD, ...args].map((word) => `'${word}'`).join(" ");
    return spawnSync("script", ["-qec", command, "/dev/null"], { env, encoding: "utf8" }).stdout.trim();
  };
  expect(onTerminal(":0", "--html", "--no-open")).toMatch(/report\.html$/);
  expect(onTerminal("", "--html")).toMatch(/report\.html$/);
  expect(onTerminal(":0", "--html", join(home, "own.html"))).toMatch(/own\.html$/);
  const path = onTerminal(":0", "--html");
  for (let left = 100; left > 0 && !existsSync(opened); left--) await new Promise((done) => setTimeout(done, 50));
  // The last one alone.
  expect(readFileSync(opened, "utf8").trim()).toBe(path);
});
