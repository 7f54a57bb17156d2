import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ndjson } from "../../support/store/events.ts";
import { tempDir } from "../../support/program/temp.ts";
import { tt } from "../../support/warm/tt.ts";
import { prompt } from "../../support/store/week.ts";

function store() {
  const home = tempDir();
  const run = (...args: readonly string[]) => tt(args, { home, env: { TZ: "UTC" } });
  const events = ["anna-laptop", "ben-laptop", undefined].map((machine, at) => ({
    ...prompt(`09:00:0${at}`, { session: `s${at}`, ...(machine === undefined ? undefined : { machine }) }),
    length: 7,
    has_image: false,
  }));
  writeFileSync(join(home, "events.ndjson"), ndjson(...events));
  expect(run("import", join(home, "events.ndjson")).code).toBe(0);
  const period = ["--since", "2026-03-02", "--until", "2026-03-03"];
  return { run, period };
}

it("says whose the machines are, and reports by person", () => {
  const { run, period } = store();
  expect(run("people").stdout).toBe(
    "(nobody): (no machine), anna-laptop, ben-laptop\n" +
      "nobody is named: the human time of all of them is told as one person's\n",
  );
  expect(run("report", ...period).stdout).toContain(
    "3 machines are nobody's, so their human time is told as one person's: " +
      "'tt people set NAME --machine MACHINE' says whose they are\n",
  );
  expect(run("people", "set", "anna", "--machine", "anna-laptop", "--machine", "(no machine)")).toMatchObject({
    code: 0,
    stdout: "",
    stderr: "",
  });
  expect(run("people", "set", "ben", "--machine", "ben-laptop").code).toBe(0);
  expect(run("people").stdout).toBe("anna: (no machine), anna-laptop\nben: ben-laptop\n");
  expect(JSON.parse(run("people", "--json").stdout)).toEqual({
    people: [
      { person: "anna", machines: ["(no machine)", "anna-laptop"] },
      { person: "ben", machines: ["ben-laptop"] },
    ],
    nobody: [],
  });
  const human = (...more: readonly string[]) => {
    const { total, rows } = JSON.parse(run("report", ...period, "--by", "person", "--json", ...more).stdout) as {
      total: { human_s: number };
      rows: readonly { person: string; human_s: number }[];
    };
    return [total.human_s, ...rows.map((row) => `${row.person} ${row.human_s}`)];
  };
  expect(human()).toEqual([602, "anna 302", "ben 300"]);
  expect(human("--person", "ben")).toEqual([300, "ben 300"]);
  const intervals = run("intervals", "--human", ...period, "-q")
    .stdout.trim()
    .split("\n");
  expect(intervals.map((line) => (JSON.parse(line) as { person: string }).person)).toEqual(["anna", "ben"]);
});

it("tells what is unlikely or cannot be, and what to do", () => {
  const { run, period } = store();
  expect(run("people", "set", "anna", "--machine", "ana-laptop").stderr).toBe(
    "tt: no stored event comes from 'ana-laptop' yet; did you mean 'anna-laptop'?\n",
  );
  run("people", "set", "anna", "--machine", "anna-laptop");
  expect(run("people", "set", "ben", "--machine", "anna-laptop").stderr).toBe(
    "tt: 'anna-laptop' was anna's and is ben's now\n",
  );
  expect(run("people", "remove", "carla")).toMatchObject({
    code: 2,
    stderr: "tt: the store knows nobody called 'carla'\n\nhint: 'tt people' lists whose machines are known\n",
  });
  expect(run("people", "set", "ben")).toMatchObject({ code: 2 });
  expect(run("people", "set")).toMatchObject({ code: 2 });
  expect(run("people", "give", "ben")).toMatchObject({ code: 2 });
  expect(run("people", "remove", "ben").code).toBe(0);
  expect(run("report", ...period, "--person", "bert")).toMatchObject({
    code: 2,
    stderr:
      "tt: --person: the store knows nobody called 'bert'\n\nhint: there are: 'anna', '(nobody)'; 'tt people' lists them\n",
  });
});

it("does not tell the time of several persons to what takes it for one person's", () => {
  const { run, period } = store();
  run("people", "set", "anna", "--machine", "anna-laptop");
  const timewarrior = ["intervals", "--format", "timewarrior", ...period];
  expect(run(...timewarrior)).toMatchObject({
    code: 2,
    stderr:
      "tt: the format 'timewarrior' is one person's, and this is the time of '(nobody)', 'anna'\n\n" +
      "hint: name the person with --person\n",
  });
  expect(run(...timewarrior, "--person", "anna").code).toBe(0);
  expect(run("push", "timewarrior", ...period).code).toBe(2);
});

it("of a store that is not there lists nobody, and changes nothing", () => {
  const home = tempDir();
  expect(tt(["people"], { home }).stdout).toContain("nothing is stored yet");
  expect(tt(["people", "set", "anna", "--machine", "m", "--db", join(home, "none.db")], { home }).code).toBe(2);
});
