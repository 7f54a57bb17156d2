import { expect, it } from "vitest";
import { idIn, rewriteStatements, twoProjects, workIn } from "../../../support/store/billing.ts";

const SAME_DAYS = /the statement [0-9a-f]{8}, to '[^']+', bills some of the same days of a project/;
const APPS = ["/home/u/a/app", "/home/u/c/app"] as const;

it("says which kept statements are of some of the same work, however they are narrowed", () => {
  const { run } = twoProjects();
  const garden = idIn(run("statement", "Acme", "2026-03", "--project", "garden"));
  const told = (...args: readonly string[]) => run("statement", "Acme", ...args, "--dry-run").stderr;
  const same = `the statement ${garden} is of some of the same time: 2026-03-01T00:00:00Z to 2026-04-01T00:00:00Z`;
  expect(told("2026-03")).toBe(`tt: ${same}, only projects 'garden'\n`);
  expect(told("2026-W10", "--project", "/home/ana/garden")).toContain(same);
  expect(told("2026-03", "--project", "Atlas")).toBe("");
  expect(told("2026-02", "--project", "garden")).toBe("");
});

it("says when another client, or the same by another name, was billed the same days", () => {
  const { run } = twoProjects();
  const acme = idIn(run("statement", "Acme", "2026-03", "--project", "garden"));
  for (const directory of ["garden", "atlas"]) run("projects", "set", `/home/ana/${directory}`, "--client", "Acme Ltd");
  expect(run("statement", "Acme Ltd", "2026-03").stderr).toBe(
    `tt: the statement ${acme}, to 'Acme', bills some of the same days of a project\n`,
  );
  expect(run("statement", "Acme Ltd", "2026-03", "--project", "Atlas").stderr).not.toContain(acme);
});

it("says that another client was billed the same days, whatever the project is called beside others", () => {
  const { run, set } = workIn(...APPS);
  for (const directory of APPS) set(directory, "Acme");
  expect(run("statement", "Acme", "2026-03").stdout).toMatch(/a\/app .*\n.*c\/app /);
  set(APPS[0], "Beta");
  const beta = run("statement", "Beta", "2026-03", "--dry-run");
  expect(beta.stdout).toMatch(/^2026-03-10 {2}app /m);
  expect(beta.stderr).toMatch(SAME_DAYS);
  set(APPS[0], "Beta", "--name", "Renamed");
  expect(run("statement", "Beta", "2026-03", "--dry-run").stderr).toMatch(SAME_DAYS);
});

it("is silent about other work that is called the same", () => {
  const { run, set } = workIn("/home/u/a/app", "/home/u/b/app", "/home/u/c/one", "/home/u/c/two");
  set("/home/u/a/app", "Clienta");
  set("/home/u/b/app", "Clientb");
  set("/home/u/c/one", "Clienta", "--name", "Website");
  set("/home/u/c/two", "Clientb", "--name", "Website");
  expect(run("statement", "Clienta", "2026-03").stdout).toMatch(/ Website .*\n.* app |app .*\n.* Website /);
  expect(run("statement", "Clientb", "2026-03")).toMatchObject({ code: 0, stderr: "" });
});

it("bills parts of a repository to several clients, and says when a part was billed with the whole", () => {
  const { run, set } = workIn("/home/u/mono/x", "/home/u/mono/y", "/home/u");
  set("/home/u/mono", "Acme");
  run("statement", "Acme", "2026-03");
  set("/home/u/mono/x", "Beta");
  expect(run("statement", "Beta", "2026-03").stderr).toMatch(SAME_DAYS);
  set("/home/u/mono/y", "Gamma");
  expect(run("statement", "Gamma", "2026-03").stderr.match(/the statement/g)).toHaveLength(1);
  // A session in the home folder is no part of what lies there.
  set("/home/u", "Home");
  expect(run("statement", "Home", "2026-03")).toMatchObject({ code: 0, stderr: "" });
});

it("compares what was kept before directories were told by the names of projects", () => {
  const { home, run, set } = workIn(...APPS);
  for (const directory of APPS) set(directory, "Acme");
  const { lines } = JSON.parse(run("statement", "Acme", "2026-03", "--json").stdout) as { lines: readonly object[] };
  expect(lines).toMatchObject([{ directories: ["~/a/app"] }, { directories: ["~/c/app"] }]);
  rewriteStatements(home, (body) => body.replaceAll(/"directories":\[[^\]]*\],/g, ""));
  const again = run("statement", "Acme", "2026-03");
  expect(again.stdout).toContain("nothing has changed since\n");
  for (const directory of APPS) set(directory, "Beta");
  expect(run("statement", "Beta", "2026-03", "--dry-run").stderr).toMatch(SAME_DAYS);
  set(APPS[1], "Acme");
  expect(run("statement", "Beta", "2026-03", "--dry-run").stderr).toBe("");
});

it("says that a client was billed the same work, whatever its project is called since", () => {
  const { run, set } = workIn("/home/ana/atlas");
  set("/home/ana/atlas", "Acme");
  const atlas = idIn(run("statement", "Acme", "2026-03-10", "--project", "atlas"));
  set("/home/ana/atlas", "Acme", "--name", "Atlas Web");
  const renamed = run("statement", "Acme", "2026-03-10", "--project", "Atlas Web");
  expect(renamed.stderr).toContain(`the statement ${atlas} is of some of the same time`);
  const { stderr } = run("statement", "Acme", "2026-03");
  for (const id of [atlas, idIn(renamed)]) expect(stderr).toContain(`the statement ${id} is of some of the same time`);
  // Shown again, it is compared by what it bills, which the map does not know by its name any more.
  expect(run("statement", "Acme", "2026-03-10", "--project", "atlas").stderr).toContain(idIn(renamed));
});

it("says that a client was billed the same work, whoever it is of by now", () => {
  const { run, set } = workIn({ cwd: "/home/ana/atlas", machine: "la" });
  set("/home/ana/atlas", "Acme");
  run("people", "set", "ana", "--machine", "la");
  const ana = idIn(run("statement", "Acme", "2026-03-10", "--person", "ana"));
  run("people", "set", "Anna", "--machine", "la");
  expect(run("statement", "Acme", "2026-03-10", "--person", "Anna").stderr).toContain(
    `the statement ${ana} is of some of the same time`,
  );
});

it("is silent about two persons who work in one repository on one day", () => {
  const { home, run, set } = workIn(
    { cwd: "/home/ana/garden", machine: "la" },
    { cwd: "/home/bob/garden", machine: "lb" },
  );
  for (const [person, machine] of [
    ["ana", "la"],
    ["bob", "lb"],
  ] as const) {
    run("people", "set", person, "--machine", machine);
    set(`/home/${person}/garden`, "Acme");
  }
  const ana = idIn(run("statement", "Acme", "2026-03-10", "--person", "ana"));
  const told = () => run("statement", "Acme", "2026-03-10", "--person", "bob", "--dry-run").stderr;
  expect(told()).toBe("");
  // What was kept before machines were told is compared by the names of persons.
  rewriteStatements(home, (body) => body.replaceAll(/"machines":\[[^\]]*\],/g, ""));
  expect(told()).toBe("");
  expect(run("statement", "Acme", "2026-03-10", "--dry-run").stderr).toContain(ana);
});

it("is silent about work of another person, though the first was there on another day", () => {
  const { run, set } = workIn(
    { cwd: "/home/ana/atlas", machine: "la" },
    { cwd: "/home/bob/garden", machine: "lb" },
    { cwd: "/home/ana/garden", machine: "la", time: "2026-03-28T09:00:00Z" },
  );
  run("people", "set", "ana", "--machine", "la");
  run("people", "set", "bob", "--machine", "lb");
  for (const home of ["/home/ana", "/home/bob"]) set(home, "Acme");
  run("statement", "Acme", "2026-03-10", "--person", "ana");
  expect(run("statement", "Acme", "2026-03-10", "--project", "garden")).toMatchObject({ code: 0, stderr: "" });
});

it("says that another client was billed the same moments, as the days of another zone", () => {
  const { run, set } = workIn({ cwd: "/home/ana/atlas", time: "2026-03-10T20:00:00Z" });
  set("/home/ana/atlas", "Acme");
  expect(run("statement", "Acme", "2026-03", "--tz", "Pacific/Kiritimati").stdout).toContain("\n2026-03-11  atlas");
  set("/home/ana/atlas", "Beta");
  expect(run("statement", "Beta", "2026-03", "--tz", "UTC").stderr).toMatch(SAME_DAYS);
  expect(run("statement", "Beta", "2026-03-11", "--tz", "Pacific/Kiritimati").stderr).toMatch(SAME_DAYS);
});

it("names a statement of the client that is damaged, for nobody can tell what it bills", () => {
  const { home, run, set } = workIn(...APPS);
  set(APPS[0], "Acme");
  set(APPS[1], "Beta");
  const acme = idIn(run("statement", "Acme", "2026-03"));
  rewriteStatements(home, () => "{}");
  const same = `tt: the statement ${acme} is of some of the same time: 2026-03-01T00:00:00Z to 2026-04-01T00:00:00Z\n`;
  expect(run("statement", "Acme", "2026-03-10", "--dry-run").stderr).toBe(same);
  expect(run("statement", "Beta", "2026-03-10").stderr).toBe("");
});

it("sees what periods that end after the year 9999 have in common", () => {
  const { run, set } = workIn({ cwd: "/home/ana/atlas", time: "9999-12-31T09:00:00Z" });
  set("/home/ana/atlas", "Acme");
  const day = idIn(run("statement", "Acme", "9999-12-31"));
  expect(run("statement", "Acme", "9999-12", "--dry-run").stderr).toContain(`the statement ${day} is of some of`);
});
