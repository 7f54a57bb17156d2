/** What holds for the agents together: each is one of its kind, and none is forgotten. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceFactories, sources } from "../../src/agents/index.ts";
import { AGENTS } from "../../src/events/observation.ts";
import { nothingFor } from "../../src/logs/finding/find.ts";
import type { Source } from "../../src/logs/source.ts";

const root = join(import.meta.dirname, "../..");
const foldersIn = (path: string) =>
  readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

describe("the agents", () => {
  it("are those that have a folder, fixtures and tests, under one name", () => {
    const names = [...AGENTS].sort();
    expect(Object.keys(sourceFactories).sort()).toEqual(names);
    expect(sources.map(({ agent }) => agent)).toEqual([...AGENTS]);
    expect(foldersIn("src/agents").sort()).toEqual(names);
    expect(foldersIn("test/agents").sort()).toEqual(names);
    expect(
      foldersIn("fixtures")
        .filter((name) => name !== "demo")
        .sort(),
    ).toEqual(names);
    for (const agent of AGENTS) {
      for (const file of ["README.md", "facts.ts", "discover.ts", "index.ts"])
        expect(existsSync(join(root, "src/agents", agent, file)), `${agent}/${file}`).toBe(true);
      const tests = readdirSync(join(root, "test/agents", agent)).filter((name) => name.endsWith(".test.ts"));
      const contract = tests.filter((name) =>
        /\b(?:source|database)Contract\(\{/.test(readFileSync(join(root, "test/agents", agent, name), "utf8")),
      );
      expect(contract, `a test of ${agent} with a contract suite`).toHaveLength(1);
    }
  });

  it.each<[string, (source: Source) => string]>([
    ["manifest", ({ manifest }) => manifest],
    ["option", ({ agent, option }) => option.flag ?? agent],
    ["name", ({ agent }) => agent],
    ["title", ({ facts }) => facts.title],
  ])("have each a %s of its own", (_, of) => {
    expect(new Set(sources.map(of)).size).toBe(sources.length);
  });

  it("are described by what holds for their sources", () => {
    for (const { agent, facts, option, places, rules } of sources) {
      expect(facts.agent).toBe(agent);
      expect(option.flag ?? "--some-dir").toMatch(/^--[a-z-]+-dir$/);
      expect(places.length).toBeGreaterThan(0);
      expect(rules).toBeGreaterThan(0);
      for (const text of [facts.title, facts.logs, facts.tested, facts.keys.toolUse, facts.keys.person])
        expect(text, agent).not.toBe("");
    }
  });

  it("are looked for where a variable says, else below the home folder", () => {
    for (const source of sources) {
      const { roots } = source.facts;
      const home = "/home/ana";
      for (const { path, named } of source.roots({ home, vars: {}, platform: "linux" })) {
        expect(path.startsWith(`${home}/.`), path).toBe(true);
        expect(named).toBe(false);
      }
      if (!("variable" in roots)) continue;
      const env = { home, vars: { [roots.variable]: "/data/agent" }, platform: "linux" } as const;
      const within = "within" in roots ? `/${roots.within}` : "";
      expect(source.roots(env)).toEqual([{ path: `/data/agent${within}`, named: true }]);
      // A variable that is empty says nothing.
      expect(source.roots({ ...env, vars: { [roots.variable]: "" } })[0]?.named).toBe(false);
    }
  });
});

it.each(sources.map((source) => [source.agent, source] as const))(
  "%s finds in no directory what is said of it",
  (_, source) => {
    const [found, said] = [source.discover([]), nothingFor(source)].map((one) => ({
      logs: one.logs,
      problems: one.problems,
      links: one.links,
      found: one.found,
      isGone: one.isGone("key", {}),
    }));
    expect(found).toEqual(said);
  },
);
