/** Names in lists: none is dropped without a word, however the list is written. */
import { describe, expect, it } from "vitest";
import { workIn } from "../../support/store/billing.ts";
import { ndjson } from "../../support/store/events.ts";
import { prompt } from "../../support/store/week.ts";
import { tt } from "../../support/warm/tt.ts";

/** Three projects, two of them Acme's, and an agent of another producer. */
function acme() {
  const { home, run, set } = workIn("/home/ana/garden", "/home/ana/atlas", "/home/ana/ledger");
  set("/home/ana/garden", "Acme");
  set("/home/ana/atlas", "Acme", "--name", "Atlas");
  const event = prompt("2026-03-04T09:00:00Z", { cwd: "/home/ana/atlas", session: "f" });
  const foreign = { ...event, length: 7, has_image: false, agent: "my-bot" };
  expect(tt(["import"], { home, input: ndjson(foreign) }).code).toBe(0);
  return run;
}

describe("in a list", () => {
  const MARCH = ["statement", "Acme", "2026-03", "--dry-run"];
  const refusal = (name: string, meant: string) => ({
    code: 2,
    stdout: "",
    stderr: `tt: --project: neither the project map nor the store has a project '${name}'\n\nhint: did you mean '${meant}'?\n`,
  });

  it("a space after the comma takes nothing from what is billed", () => {
    const run = acme();
    expect(run(...MARCH, "--project", "garden, Atlas")).toEqual(run(...MARCH, "--project", "garden,Atlas"));
    const [both, spaced] = ["claude-code,my-bot", " claude-code , my-bot "].map((agents) =>
      run("report", "2026-03", "--csv", "--agent", agents),
    );
    expect(spaced).toEqual(both);
  });

  it("one mistyped project is refused where money or a tracker follows, and warned of elsewhere", () => {
    const run = acme();
    const altas = ["--project", "garden,Altas"];
    const refused = refusal("Altas", "Atlas");
    expect(run(...MARCH, ...altas)).toEqual(refused);
    expect(run("report", "2026-03", "--amounts", ...altas)).toEqual(refused);
    expect(run("report", "2026-03", "--worklog", ...altas)).toEqual(refused);
    expect(run("push", "timewarrior", ...altas)).toEqual(refused);
    const warning = `tt: warning: ${refused.stderr.slice(4).trim().replace("\n\nhint:", ";")}\n`;
    for (const command of ["report", "explain", "intervals", "sessions", "events", "projects", "hours"]) {
      const period = command === "hours" ? [] : ["2026-03"];
      const { code, stdout, stderr } = run(command, ...period, ...altas);
      const alone = run(command, ...period, "--project", "garden");
      const withoutName = (text: string) => text.replaceAll(/"\{.*\}"|only projects .*/g, "");
      expect([code, withoutName(stdout), stderr], command).toEqual([
        0,
        withoutName(alone.stdout),
        `${warning}${alone.stderr}`,
      ]);
    }
    expect(run("day", "2026-03-03", ...altas)).toMatchObject({ code: 0, stderr: warning });
    const { stdout, stderr } = run("report", "2026-03", "--json", "--detail", ...altas);
    expect([JSON.parse(stdout), stderr]).toEqual([expect.objectContaining({ detail: expect.anything() }), warning]);
  });

  it("a project that is known and had no work in the period is nobody's mistake", () => {
    const run = acme();
    for (const project of ["Atlas", "/home/ana/atlas", "ledger", "(unknown)"]) {
      const { code, stdout, stderr } = run(
        "statement",
        "Acme",
        "2020-01",
        "--dry-run",
        "--project",
        `garden,${project}`,
      );
      expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/^nothing to bill to 'Acme'/), ""]);
    }
  });

  it("an agent that nobody knows is refused, and one of another producer is not", () => {
    const run = acme();
    expect(run("report", "2026-03", "--agent", "codex,claude-coed")).toEqual({
      code: 2,
      stdout: "",
      stderr: "tt: --agent: no agent is called 'claude-coed'\n\nhint: did you mean 'claude-code'?\n",
    });
    expect(run("events", "--agent", "xxxxxxxx").stderr).toMatch(/hint: there are: claude-code, .*, my-bot\n$/);
    expect(run("report", "2026-03", "--agent", "codex,my-bot")).toMatchObject({ code: 0, stderr: "" });
  });

  it("a session that the store does not have is warned of, and refused in a push", () => {
    const run = acme();
    const unknown = "--session: the store has no session 'f0'";
    expect(run("report", "2026-03", "--session", "f,f0")).toMatchObject({
      code: 0,
      stderr: `tt: warning: ${unknown}; 'tt sessions' lists them; eight digits are enough\n`,
    });
    expect(run("push", "timewarrior", "--session", "f,f0")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`tt: ${unknown}\n`) as string,
    });
  });
});

it("a name with a comma is asked for as it is written, alone and among others", () => {
  const { run, set } = workIn("/home/ana/Garden, north", "/home/ana/atlas", "/home/ana/sea, south");
  const firm = "Smith, Jones & Co";
  set("/home/ana/Garden, north", firm.replace(",", "\\,"), "--name", "Garden, N");
  set("/home/ana/atlas", "Acme");
  const projects = (...args: readonly string[]) => {
    const { code, stdout, stderr } = run("report", "2026-03", "--json", ...args);
    expect([code, stderr], args.join(" ")).toEqual([0, ""]);
    return (JSON.parse(stdout) as { rows: readonly { project: string }[] }).rows.map(({ project }) => project);
  };
  expect(projects("--client", firm)).toEqual(["Garden, N"]);
  expect(projects("--client", firm.replace(",", "\\,"))).toEqual(["Garden, N"]);
  expect(projects("--client", `Acme,${firm}`).sort()).toEqual(["Garden, N", "atlas"]);
  for (const name of ["Garden, N", "/home/ana/Garden\\, north"])
    expect(projects("--project", name)).toEqual(["Garden, N"]);
  // What only the store knows has no name before it is read.
  expect(run("report", "2026-03", "--project", "sea, south").stderr).toContain("did you mean 'sea\\, south'?");
  expect(projects("--project", "sea\\, south")).toEqual(["sea, south"]);
  expect(run("statement", "Acme", "2026-03", "--project", "atlas,see\\, south").stderr).toContain(
    "did you mean 'sea\\, south'?",
  );
});
