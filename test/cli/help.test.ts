/** `tt --help`, `tt help` and the texts that they share with the pages. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { isPeriod, PERIODS } from "../../src/commands/time/spoken-period.ts";
import { periodsTopic } from "../../src/commands/topics/periods.ts";
import { TOPICS } from "../../src/commands/topics/index.ts";
import { GROUPS } from "../../src/commands/help/verb.ts";
import { VERBS } from "../../src/commands/help/verbs.ts";
import { withBlocks } from "../../scripts/manual/blocks.ts";
import { itWith, run } from "../support/program/programs.ts";
import { tt } from "../support/warm/tt.ts";

const home = mkdtempSync(join(tmpdir(), "tt-test-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("tt --help", () => {
  const { stdout, code } = tt(["--help"], { home });

  it("has every command below what one wants, and every topic", () => {
    expect(code).toBe(0);
    const [, ...sections] = stdout.split(/^(?=\S.*:\n)/m);
    const found = Object.fromEntries(
      sections.map((section) => [
        section.split("\n")[0],
        [...section.matchAll(/^ {2}(\S+) /gm)].map(([, name]) => name),
      ]),
    );
    for (const [group, heading] of Object.entries(GROUPS))
      expect(found[heading]).toEqual(Object.keys(VERBS).filter((name) => VERBS[name]?.group === group));
    expect(found["Topics, by 'tt help TOPIC':"]).toEqual(Object.keys(TOPICS));
  });

  it("fits 80 columns", () => {
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("is what 'tt help' prints", () => {
    expect(tt(["help"], { home })).toEqual({ code: 0, stdout, stderr: "" });
  });
});

describe("tt help", () => {
  it("explains a command as its own help does", () => {
    expect(tt(["help", "report"], { home })).toEqual(tt(["report", "--help"], { home }));
  });

  it.each(Object.keys(TOPICS))("explains %s, in 80 columns", (topic) => {
    const { stdout, stderr, code } = tt(["help", topic], { home });
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(stdout.length).toBeGreaterThan(400);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("says what was probably meant", () => {
    expect(tt(["help", "perods"], { home })).toEqual({
      code: 2,
      stdout: "",
      stderr: "tt: no command or topic is called 'perods'\n\nhint: did you mean 'tt help periods'?\n",
    });
  });
});

describe("the topic of periods", () => {
  it("names every period that is a word, and nothing that is none", () => {
    const rows = periodsTopic.find((part) => Array.isArray(part));
    const words = (rows ?? []).flatMap(([things]) => things.split(", "));
    expect(words.filter((word) => !isPeriod(word))).toEqual([]);
    for (const period of PERIODS) expect(words).toContain(period);
  });
});

describe("the man page", () => {
  it("is in a list of the package, from which alone npm installs it", () => {
    expect(manifest.man).toEqual(["./man/tt.1"]);
    expect(manifest.files).toContain("man");
  });

  itWith("mandoc")("has no fault that mandoc knows, but that it has no date", () => {
    const { stdout } = run("mandoc", ["-Tlint", "man/tt.1"]);
    expect(stdout.split("\n").filter((line) => line !== "" && !line.includes("missing date"))).toEqual([]);
  });
});

describe("a page with generated blocks", () => {
  const page = "a\n\n<!-- options of x -->\n\nold\n\n<!-- end -->\n\nb\n";

  it("gets what was generated between its marks, and keeps the rest", () => {
    expect(withBlocks(page, new Map([["x", "new\n"]]))).toBe(page.replace("old", "new"));
  });

  it("is refused where a command has no place, or a place no command", () => {
    expect(() =>
      withBlocks(
        page,
        new Map([
          ["x", ""],
          ["y", ""],
        ]),
      ),
    ).toThrow("no place on the page: y");
    expect(() => withBlocks(page, new Map())).toThrow("no command is called 'x'");
  });
});
