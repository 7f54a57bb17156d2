/** How an entry makes a timer look where a source is looked for here. */
import { expect, it } from "vitest";
import { sources } from "../../src/agents/index.ts";
import type { Environment } from "../../src/logs/finding/roots.ts";
import { placesOf } from "../../src/schedule/places.ts";

function placesIn(vars: Environment["vars"], agent: string, named?: string) {
  const source = sources.find((one) => one.agent === agent);
  if (source === undefined) throw new Error(`no source is called ${agent}`);
  const env: Environment = { home: "/nowhere/ana", vars, platform: "linux" };
  return placesOf(source, named === undefined ? source.roots(env) : [{ path: named, named: true }], env);
}

it("is told nothing of usual directories, whoever uses them by now", () => {
  for (const { agent } of sources) expect(placesIn({ PATH: "/bin" }, agent)).toEqual({ words: [], variables: {} });
  // A variable may name what is usual.
  expect(placesIn({ XDG_DATA_HOME: "/nowhere/ana/.local/share" }, "amp")).toEqual({ words: [], variables: {} });
});

it.each([
  [{}, "codex", "/w/codex", { words: ["--codex-dir", "/w/codex"], variables: {} }],
  [{ XDG_CONFIG_HOME: "/c" }, "cline", "/w/cline", { words: ["--root", "cline=/w/cline"], variables: {} }],
  [{ CODEX_HOME: "/w/codex" }, "codex", undefined, { words: ["--codex-dir", "/w/codex"], variables: {} }],
  [{ XDG_DATA_HOME: "/d" }, "amp", undefined, { words: [], variables: { XDG_DATA_HOME: "/d" } }],
  [{ KIRO_HOME: "/k", XDG_DATA_HOME: "/d" }, "kiro", undefined, { words: [], variables: { KIRO_HOME: "/k" } }],
  // From `/`, where timers run, it would be another directory.
  [{ KIRO_HOME: "k" }, "kiro", undefined, { words: ["--root", "kiro=k"], variables: {} }],
] as const)("with %j, of %s in %s", (vars, agent, named, places) => {
  expect(placesIn(vars, agent, named)).toEqual(places);
});
