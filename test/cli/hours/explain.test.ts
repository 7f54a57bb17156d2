import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tempDir } from "../../support/program/temp.ts";
import type { Ended } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";

let home = "";
const run = (...args: readonly string[]): Ended => tt(args, { home, env: { TZ: "UTC" } });

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "tt-test-"));
  cpSync(join(import.meta.dirname, "../../../fixtures/demo/home"), home, { recursive: true });
  expect(run("export", "--claude-dir", join(home, ".claude"), "--", "tt", "import").code).toBe(0);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

const WEEK = ["--since", "2026-03-02", "--until", "2026-03-09"];
interface Told {
  readonly total: { readonly human_s: number; readonly agent_s: number };
  readonly stretches: readonly {
    readonly kind: string;
    readonly seconds: number;
    readonly parts: readonly { readonly seconds: number }[];
  }[];
}
const json = (...args: readonly string[]) => JSON.parse(run(...args, "--json").stdout) as Told;

describe("tt explain", () => {
  it("adds up to the report, in JSON, CSV, text and Markdown", () => {
    const { total } = json("report", ...WEEK);
    const explained = json("explain", ...WEEK);
    expect(explained.total).toEqual({ human_s: total.human_s, agent_s: total.agent_s });
    const parts = explained.stretches.flatMap((stretch) => stretch.parts);
    expect(parts.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(total.human_s + total.agent_s);
    const [head = "", ...lines] = run("explain", ...WEEK, "--csv")
      .stdout.trim()
      .split("\n");
    const column = head.split(",").indexOf("seconds");
    expect(lines).toHaveLength(parts.length);
    expect(lines.reduce((sum, line) => sum + Number(line.split(",")[column]), 0)).toBe(total.human_s + total.agent_s);
    expect(run("explain", ...WEEK).stdout).toContain("\nhuman 6:26:46, agent 3:14:33\n");
    expect(run("explain", ...WEEK, "--markdown").stdout).toContain("**: human 6:26:46, agent 3:14:33\n");
  });

  it("is of one day, project or client", () => {
    const day = json("explain", "--day", "2026-03-03");
    expect(day.total).toMatchObject({ human_s: 70 * 60 + 20 + 27 * 60 + 10 });
    expect(json("explain", "--day", "2026-03-03", "--project", "atlas").total.human_s).toBe(70 * 60 + 20);
    expect(json("explain", ...WEEK, "--client", "(no client)").total).toEqual(json("explain", ...WEEK).total);
    expect(run("explain", "--day", "2026-03-03", "--project", "nothing").stdout).toMatch(
      /^no activity of 'nothing': Tue 3 Mar 2026 \(UTC\)\n/,
    );
  });

  it("holds no text of a prompt and no control character", () => {
    const { stdout } = run("explain", ...WEEK);
    expect(stdout).toMatch(/^ {2}\d\d:\d\d:\d\d {2}prompt of \d+ bytes: \d:\d\d:\d\d/m);
    // eslint-disable-next-line no-control-regex
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f]/);
  });

  it("refuses what it cannot mean", () => {
    expect(run("explain", "--day", "3 March")).toMatchObject({ code: 2 });
    expect(run("explain", "--day", "2026-03-03", "week").stderr).toContain("--day contradicts a period");
    expect(run("explain", "week", "today").stderr).toContain("unexpected argument 'today'");
    expect(run("explain", "--csv", "--json")).toMatchObject({ code: 2 });
    expect(run("explain", "--human", "hands").stderr).toContain("did you mean 'hands-on'?");
  });

  it("of an empty store says what to do", () => {
    expect(tt(["explain"], { home: tempDir() }).stdout).toContain("nothing is stored yet");
  });
});

describe("the band", () => {
  it("is told beside each other, and holds what is before it", () => {
    const { stdout } = run("report", ...WEEK, "--band");
    expect(stdout).toMatch(/^project +hands-on +engaged +attended +agent +union$/m);
    expect(stdout).toContain("hands-on: typing (3.5 characters a second, at most 3m)");
    const { total } = JSON.parse(run("report", ...WEEK, "--json").stdout) as {
      total: { band: Readonly<Record<string, number>> };
    };
    const { hands_on_s: lower = 0, engaged_s: middle = 0, attended_s: upper = 0 } = total.band;
    expect(lower).toBeGreaterThan(0);
    expect(middle).toBeGreaterThan(lower);
    expect(upper).toBeGreaterThan(middle);
    for (const [rule, seconds] of [
      ["hands-on", lower],
      ["engaged", middle],
      ["attended", upper],
    ] as const)
      expect(json("report", ...WEEK, "--human", rule).total.human_s).toBe(seconds);
    const intervals = run("intervals", "--human", "engaged", ...WEEK, "-q")
      .stdout.trim()
      .split("\n");
    const sum = intervals.reduce((all, line) => all + (JSON.parse(line) as { seconds: number }).seconds, 0);
    expect(sum).toBe(middle);
  });

  it("of intervals takes a period after --human for a period", () => {
    expect(run("intervals", "--human", "last-month", "-q").code).toBe(0);
    expect(run("intervals", "--human", "nonsense", "-q")).toMatchObject({ code: 2 });
  });
});

describe("tt day", () => {
  it("shows a day as lanes, you above, the agents below", () => {
    expect(run("day", "2026-03-03")).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        "Tue 3 Mar 2026 (UTC)",
        "",
        "                              08    09    10    11    12    13",
        "you                  1:37:30    █▓  ███▓                    ███▒▒█",
        "atlas, claude-code   0:36:54    ▓▒  ▒▓▓░                      ▓ ░▒",
        "garden, claude-code  0:17:46                                ▒█▓░",
        "",
      ].join("\n"),
    });
    expect(run("day", "2026-03-03", "--project", "garden").stdout).not.toContain("atlas");
  });

  it("is one day", () => {
    expect(run("day", "2026-W10")).toMatchObject({ code: 2 });
    expect(run("day", "2020-01-01").stdout).toBe("no activity: Wed 1 Jan 2020 (UTC)\n");
    const { stdout } = run("day", "2020-01-01", "--project", "nope", "--agent", "codex");
    expect(stdout).toBe("no activity of 'nope', 'codex': Wed 1 Jan 2020 (UTC)\n");
  });
});
