/** Every help ends with examples, and all of them run. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXAMPLES } from "../../src/commands/help/examples.ts";
import { tt } from "../support/warm/tt.ts";

const hasTimew = spawnSync("timew", ["--version"]).status === 0;
let home = "";

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "tt-test-"));
  cpSync(join(import.meta.dirname, "../../fixtures/demo/home"), home, { recursive: true });
  expect(tt(["export", "--", "tt", "import"], { home, env: { TZ: "UTC" } }).code).toBe(0);
  // A statement is of a client that the project map names.
  expect(tt(["projects", "set", "/home/ana/atlas", "--client", "Acme"], { home }).code).toBe(0);
  const { stdout } = tt(["events"], { home });
  writeFileSync(join(home, "events.ndjson"), stdout);
  mkdirSync(join(home, ".timewarrior/data"), { recursive: true });
  writeFileSync(join(home, ".timewarrior/timewarrior.cfg"), "");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.each(Object.keys(EXAMPLES))("tt %s", (command) => {
  it("has them at the end of its help", () => {
    const { stdout, code } = tt([command, "--help"], { home });
    expect(code).toBe(0);
    const [, examples = ""] = stdout.split("\nExamples:\n");
    for (const [line, purpose] of EXAMPLES[command] ?? [])
      expect(examples).toMatch(new RegExp(`^  ${escaped(line)} +${escaped(purpose)}$`, "m"));
  });

  it.each(EXAMPLES[command] ?? [])("%s", (line) => {
    // A server is needed for these: test/push has one, and test/cli/sync another machine.
    if (line.startsWith("tt sync")) return;
    if (line.includes("push activitywatch") || (line.includes("push timewarrior") && !hasTimew)) return;
    const [words = "", input] = line.split(" < ");
    const args = words.replaceAll("~", home).split(" ").slice(1);
    const { code, stderr } = tt(args, {
      home,
      env: { TZ: "UTC" },
      ...(input === undefined ? undefined : { input: tt(["events"], { home }).stdout }),
    });
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
