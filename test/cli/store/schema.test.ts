/** `tt schema`, and what is printed held against it: by us, and by a validator that we did not write. */
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ndjson, prompt, whole } from "../../support/store/events.ts";
import { itWith } from "../../support/program/programs.ts";
import { tempDir } from "../../support/program/temp.ts";
import { tt } from "../../support/warm/tt.ts";
import { playsAll } from "../../support/shares.ts";

const repository = join(import.meta.dirname, "../../..");
const demo = join(repository, "fixtures/demo/home");

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

function schemas(): Readonly<Record<string, JsonSchema>> {
  const { code, stdout } = tt(["schema"], { home: tempDir() });
  expect(code).toBe(0);
  return JSON.parse(stdout) as Record<string, JsonSchema>;
}

/** Every event that the fixtures expect of any agent. */
function goldenEvents(): readonly unknown[] {
  const folder = join(repository, "fixtures");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith("expected.ndjson"),
  );
  return files.flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as unknown),
  );
}

/** One of each shape: the other validator takes its time. */
function oneOfEachShape(outputs: readonly unknown[]): readonly unknown[] {
  const shapeOf = (value: unknown): unknown =>
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)])
      : typeof value;
  return [...new Map(outputs.map((output) => [JSON.stringify(shapeOf(output)), output])).values()];
}

/** What each of the outputs looks like after an import of the demo. */
function printed(): Readonly<Record<string, readonly unknown[]>> {
  const home = tempDir();
  cpSync(demo, home, { recursive: true });
  const claudeDir = ["--claude-dir", join(home, ".claude")];
  expect(tt(["export", ...claudeDir, "--", "tt", "import"], { home }).code).toBe(0);
  const json = (...args: readonly string[]) => JSON.parse(tt(args, { home }).stdout) as unknown;
  const lines = (text: string) =>
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
  const all = ["--since", "2020-01-01", "--tz", "UTC"];
  const input = `x\n${ndjson(prompt(1), prompt(1, { length: 1 }))}`;
  return {
    event: [...goldenEvents(), ...lines(tt(["events"], { home }).stdout)],
    report: [
      json("report", ...all, "--json"),
      json("report", ...all, "--json", "--by", "day", "project", "--round", "15m:up", "--automated"),
      json("report", "2026-W10", "--tz", "Europe/Berlin", "--json", "--detail"),
      json("report", "--since", "2001-01-01", "--until", "2001-01-02", "--tz", "UTC", "--json"),
    ],
    explanation: [
      json("explain", ...all, "--json"),
      json("explain", ...all, "--json", "--human", "engaged", "--project", "atlas"),
    ],
    interval: [
      ...lines(tt(["intervals", "--open", ...all], { home }).stdout),
      ...lines(tt(["intervals", "--human", "--open", ...all], { home }).stdout),
    ],
    intervals: [json("intervals", "--json", ...all), json("intervals", "--human", "--json", ...all)],
    sessions: [json("sessions", "2026-03", "--tz", "UTC", "--json"), json("sessions", "2001", "--tz", "UTC", "--json")],
    show: [
      json("show", "daf90a25", "--format", "json"),
      json("show", "daf90a25", "--format", "json", "--text", "--reasoning", "--tz", "UTC"),
    ],
    statement: [json("statement", "(no client)", "2026-03", "--tz", "UTC", "--json")],
    projects: [json("projects", "--json")],
    people: [json("people", "--json"), JSON.parse(tt(["people", "--json"], { home: tempDir() }).stdout) as unknown],
    import: [
      JSON.parse(tt(["import", "--summary", "json"], { home, input }).stderr) as unknown,
      JSON.parse(
        tt(["import", "--summary", "json", "--replace"], {
          home,
          input: whole({ "claude-code": 1 }, prompt(1)),
          env: { TT_DELIVERY: '{"name":"b","after":["a"],"rules":{}}' },
        }).stderr,
      ) as unknown,
    ],
    sources: [json("sources", "--json", ...claudeDir)],
    status: [
      json("status", "--json", ...claudeDir),
      JSON.parse(tt(["status", "--json"], { home: tempDir() }).stdout) as unknown,
    ],
  };
}

describe("tt schema", () => {
  let made: ReturnType<typeof all> | undefined;
  const all = () => ({ known: schemas(), outputs: printed() });

  it("prints one of each output, and what is printed is as it says", () => {
    const { known, outputs } = (made ??= all());
    expect(Object.keys(known)).toEqual(Object.keys(outputs));
    for (const [name, schema] of Object.entries(known)) {
      expect(schema).toMatchObject({ $id: `urn:tt:${name}:1`, version: 1 });
      const parser = z.fromJSONSchema(schema);
      expect(outputs[name]?.length).toBeGreaterThan(0);
      for (const output of outputs[name] ?? [])
        expect([name, parser.safeParse(output).error]).toEqual([name, undefined]);
    }
  });

  itWith("python3")("is understood by another validator, which takes later fields too", () => {
    if (!playsAll || spawnSync("python3", ["-c", "import jsonschema"]).status !== 0) return;
    const { known, outputs } = (made ??= all());
    const shapes = Object.entries(outputs).map(([name, each]) => [name, oneOfEachShape(each)] as const);
    const script = `
import json, sys
from jsonschema import Draft202012Validator
known, outputs = json.load(sys.stdin)
for name, schema in known.items():
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for output in outputs[name]:
        validator.validate(output)
        validator.validate({**output, "later": {"a": 1}})
        assert not validator.is_valid({}), name
`;
    const { status, stderr } = spawnSync("python3", ["-c", script], {
      input: JSON.stringify([known, Object.fromEntries(shapes)]),
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
  });

  it("prints one by its name, and refuses others", () => {
    const { code, stdout } = tt(["schema", "event"], { home: tempDir() });
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { $schema: "https://json-schema.org/draft/2020-12/schema" }]);
    expect(tt(["schema", "reprot"], { home: tempDir() })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("did you mean 'report'?") as string,
    });
  });
});
