import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  cpSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { tempDir } from "../../support/program/temp.ts";
import type { Ended } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";

let home = "";
let map = "";
const run = (...args: readonly string[]): Ended => tt(args, { home, env: { TZ: "UTC" } });

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "tt-test-"));
  map = join(home, ".time-tracker/projects.json");
  cpSync(join(import.meta.dirname, "../../../fixtures/demo/home"), home, { recursive: true });
  expect(run("export", "--claude-dir", join(home, ".claude"), "--", "tt", "import").code).toBe(0);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));
beforeEach(() => rmSync(map, { force: true }));

it("lists the directories with their hours, and what the map says", () => {
  expect(run("projects").stdout).toBe(
    [
      "  human    agent  directory         project map",
      "2:14:39  1:10:03  /home/ana/atlas   no entry",
      "2:11:32  0:56:52  /home/ana/ledger  no entry",
      "2:00:35  1:07:38  /home/ana/garden  no entry",
      "",
    ].join("\n"),
  );
  run("projects", "set", "/home/ana", "--client", "Acme");
  run("projects", "set", "/home/ana/atlas", "--name", "Maps", "--client", "Globex", "--tag", "web", "--tag", "tiles");
  expect(run("projects", "2026-03-03").stdout).toContain(
    "/home/ana/atlas   Maps for Globex (web, tiles) by /home/ana/atlas\n",
  );
  expect(JSON.parse(run("projects", "--json").stdout)).toMatchObject({
    directories: [{ directory: "/home/ana/atlas", project: "Maps", entry: { client: "Globex" } }, {}, {}],
  });
});

it("lists the directories of what is asked for alone, ignored ones too", () => {
  run("projects", "set", "/home/ana/atlas", "--client", "Acme");
  run("projects", "set", "/home/ana/garden", "--ignore");
  const listed = (...args: readonly string[]) =>
    run("projects", "2026-03", ...args)
      .stdout.split("\n")
      .slice(1, -1)
      .map((line) => line.trim().replaceAll(/ +/g, " "));
  const garden = "2:00:35 1:07:38 /home/ana/garden ignored by /home/ana/garden";
  expect(listed("--project", "garden")).toEqual([garden]);
  expect(listed("--client", "Acme")).toEqual(["2:14:39 1:10:03 /home/ana/atlas atlas for Acme by /home/ana/atlas"]);
  expect(listed("--agent", "claude-code")).toHaveLength(3);
  expect(run("projects", "2026-03", "--agent", "codex").stdout).toMatch(/^no activity of 'codex': /);
  expect(run("projects", "--session", "deadbeef").stdout).toMatch(/^no activity of 'deadbeef': /);
  expect(run("projects", "2026-04").stdout).toMatch(/^no activity: /);
});

it("changes the map, and tells which hours move", () => {
  expect(run("projects", "set", "/home/ana/atlas", "--name", "Maps", "--dry-run")).toEqual({
    code: 0,
    stderr: "",
    stdout:
      "Maps for (no client): human 0:00:00, agent 0:00:00 -> human 2:14:39, agent 1:10:03\n" +
      "atlas for (no client): human 2:14:39, agent 1:10:03 -> human 0:00:00, agent 0:00:00\n",
  });
  expect(existsSync(map)).toBe(false);
  run("projects", "set", "/home/ana/atlas", "--name", "Maps");
  run("projects", "set", "/home/ana/atlas/", "--client", "Acme");
  run("projects", "set", join(home, "diary"), "--ignore");
  expect(readFileSync(map, "utf8")).toBe(
    '{\n  "projects": [\n    { "prefix": "/home/ana/atlas", "name": "Maps", "client": "Acme" },\n' +
      '    { "prefix": "~/diary", "ignore": true }\n  ]\n}\n',
  );
  expect(run("projects", "unset", "~/diary").stdout).toBe("no stored hours move\n");
  expect(run("projects", "unset", "/home/ana/atlas").stdout).toContain("Maps for Acme: human 2:14:39");
  expect(readFileSync(map, "utf8")).toBe('{\n  "projects": []\n}\n');
});

it("leaves a private project out of reports, intervals and explanations, and counts it", () => {
  run("projects", "set", "/home/ana/garden", "--ignore");
  const { stdout } = run("report", "2026-03");
  expect(stdout).not.toContain("garden");
  expect(stdout).toMatch(/^left out: .*events of ignored projects \(claude-code \d+; the project map says so\)$/m);
  expect(run("intervals", "-q").stdout).not.toContain("garden");
  expect(run("explain", "2026-03").stdout).not.toContain("garden");
  expect(run("projects").stdout).toContain("/home/ana/garden  ignored by /home/ana/garden\n");
  run("projects", "set", "/home/ana/garden", "--no-ignore");
  expect(run("report", "2026-03").stdout).toContain("garden");
});

it("tells what it costs, in every form", () => {
  const set = (...args: readonly string[]) => expect(run("projects", "set", ...args).code).toBe(0);
  set("/home/ana/atlas", "--client", "Acme", "--rate", "92.50", "--currency", "EUR", "--round", "15m:up");
  set("/home/ana/garden", "--client", "Globex", "--rate", "100", "--currency", "USD", "--bill", "agent");
  // Of three days, 115.625, 46.25 and 69.375, each to the cent.
  const { stdout } = run("report", "2026-03", "--by", "client", "--amounts");
  expect(stdout).toMatch(/^client +human +agent +union +amount$/m);
  expect(stdout).toMatch(/^Acme +2:14:39 +1:10:03 +1:10:03 +231\.26 EUR$/m);
  expect(stdout).toMatch(/^\(no client\) +2:11:32 +0:56:52 +0:56:52$/m);
  expect(stdout).toMatch(/^total .* 231\.26 EUR, 112\.7\d USD$/m);
  expect(stdout).toContain("amount: each day's time of a project by the rate of the project map");
  const json = JSON.parse(run("report", "2026-03", "--by", "client", "--amounts", "--json").stdout) as {
    total: { amounts: readonly object[] };
  };
  expect(json.total.amounts[0]).toEqual({ currency: "EUR", amount: "231.26", minor: 23_126 });
  const [head = "", acme = ""] = run("report", "2026-03", "--by", "client", "--amounts", "--csv").stdout.split("\n");
  expect(acme.split(",")[head.split(",").indexOf("amount_EUR")]).toBe("231.26");
  expect(run("report", "2026-03", "--amounts", "--markdown").stdout).toContain("| 231.26 EUR |");
  expect(run("report", "2026-03", "--amounts", "--by", "session").stderr).toContain("it cannot be told by session");
  const rounded = "billed: each day's time of a project, rounded up to 15m, or not at all";
  expect(stdout).toContain(`\n${rounded}\n`);
  expect(run("report", "2026-03", "--amounts", "--markdown").stdout).toContain(`\n- ${rounded}\n`);
  expect(run("report", "2026-03").stdout).not.toContain("billed:");
  expect(run("projects", "set", "/x", "--rate", "9").stderr).toContain("currency: is missing");
  expect(run("projects", "set", "/x", "--rate", "many", "--currency", "EUR").stderr).toContain("not an amount: 'many'");
});

it("keeps a link, the order of entries and their indentation", () => {
  const real = join(home, "dotfiles/projects.json");
  mkdirSync(dirname(real), { recursive: true });
  writeFileSync(real, '{\n\t"projects": [\n\t\t{ "prefix": "/b", "client": "B" },\n\t\t{ "prefix": "/a" }\n\t]\n}\n');
  symlinkSync(real, map);
  run("projects", "set", "/a", "--client", "A");
  expect(readFileSync(real, "utf8")).toBe(
    '{\n\t"projects": [\n\t\t{ "prefix": "/b", "client": "B" },\n\t\t{ "prefix": "/a", "client": "A" }\n\t]\n}\n',
  );
});

it("changes nothing of a map that it does not understand, or cannot write", () => {
  writeFileSync(map, '{"projects":[{"prefix":"/a","colour":"red"}]}');
  const refused = run("projects", "set", "/a", "--client", "A");
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain("the project map cannot be understood, and stays as it is");
  expect(readFileSync(map, "utf8")).toContain("colour");
  rmSync(map);
  if (process.getuid?.() === 0) return;
  chmodSync(dirname(map), 0o500);
  try {
    expect(run("projects", "set", "/a", "--client", "A")).toMatchObject({ code: 74, stdout: "" });
  } finally {
    chmodSync(dirname(map), 0o700);
  }
});

it.each([
  [["projects", "set"], "which directory?"],
  [["projects", "set", "/a"], "what of it? nothing is said"],
  [["projects", "sett", "/a"], "did you mean 'set'?"],
  [["projects", "unset", "/nowhere"], "the project map has no entry for /nowhere"],
  [["projects", "unset", "/a", "--client", "A"], "takes the whole entry away"],
  [["projects", "set", "/a", "--client", "A,B"], "a project has one client"],
  [["projects", "set", "/a", "--client", "A", "--project", "x"], "--project is of the list"],
  [["projects", "set", "/a", "--rate", "5", "--currency", "XXQ"], "no currency of ISO 4217, such as EUR"],
  [["projects", "--client", "Nobody"], "--client: the project map names no client 'Nobody'"],
  [["projects", "--ignore"], "is for 'tt projects set DIR'"],
  [["projects", "sometime"], "no period is called 'sometime'"],
])("refuses %j", (args, message) => {
  const { code, stdout, stderr } = run(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

it("of an empty store says what to do", () => {
  expect(tt(["projects"], { home: tempDir() }).stdout).toContain("nothing is stored yet");
});
