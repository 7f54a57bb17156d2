/**
 * Small inputs after public reports of what people's logs hold, each with what is right: the events in short, or the
 * totals of a report. They are no part of the project and are tried where they are at hand.
 */
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sources } from "../../src/agents/index.ts";
import { tempDir } from "../support/program/temp.ts";
import { tt } from "../support/warm/tt.ts";

const folder = join(import.meta.dirname, "../../../shared/cases");
interface Case {
  readonly situation: string;
  readonly source: string;
  /** The option that names the directory, if it is not the source's own. */
  readonly flag?: string;
}
interface EventCase extends Case {
  /** The stream of events, in short; any of these is right. */
  readonly expect: readonly string[];
}
interface ReportCase extends Case {
  readonly report: readonly string[];
  /** Totals; one that ends in `_max` is a bound. */
  readonly expect: Readonly<Record<string, number>>;
}

type Json = Readonly<Record<string, unknown>>;

const SHORT: Readonly<Record<string, (event: Json) => string>> = {
  agent_session: ({ action }) => (action === "started" ? "S" : `S:${String(action)}`),
  user_message: () => "M",
  user_action: ({ action }) => `A:${String(action)}`,
  agent_tool_use: ({ tool }) => `T:${String(tool)}`,
  agent_turn: () => "D",
};

function short(line: string): string {
  const event = JSON.parse(line) as Json;
  const type = String(event["type"]);
  return (SHORT[type]?.(event) ?? type) + (event["automated"] === true ? "(auto)" : "");
}

/** The program, exporting the case's directory, in a home of its own. */
function exporting(name: string, { source, flag }: Case, ...consumer: readonly string[]) {
  const home = tempDir();
  cpSync(join(folder, name, "in"), join(home, "in"), { recursive: true });
  const own = flag ?? sources.find(({ agent }) => agent === source)?.option.flag;
  const root = own === undefined ? ["--root", `${source}=${join(home, "in")}`] : [own, join(home, "in")];
  const run = (...args: readonly string[]) => tt(args, { home, env: { TZ: "UTC" } });
  const { code, stdout, stderr } = run("export", "--source", source, ...root, "-q", ...consumer);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return { stdout, run };
}

function tryEvents(name: string, known: EventCase): void {
  const { stdout } = exporting(name, known);
  const lines = stdout.split("\n").filter((line) => line !== "");
  expect(known.expect).toContain(lines.map(short).join(" "));
}

function tryReport(name: string, known: ReportCase): void {
  const { run } = exporting(name, known, "--", "tt", "import");
  const { total, rows } = JSON.parse(run("report", ...known.report, "--json").stdout) as {
    readonly total: Readonly<Record<string, number>>;
    readonly rows: readonly unknown[];
  };
  const found: Readonly<Record<string, number>> = { ...total, rows: rows.length };
  for (const [key, right] of Object.entries(known.expect))
    if (key.endsWith("_max")) expect(found[key.slice(0, -"_max".length)], key).toBeLessThanOrEqual(right);
    else expect(found[key], key).toBe(right);
}

describe("cases after public reports", () => {
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => existsSync(join(folder, name, "case.json")))
    : [];
  if (names.length === 0) it.skip("(skipped: there is no ../shared/cases here)", () => undefined);
  for (const name of names.sort()) {
    const known = JSON.parse(readFileSync(join(folder, name, "case.json"), "utf8")) as EventCase | ReportCase;
    it(`${name}: ${known.situation}`, () => {
      if ("report" in known) tryReport(name, known);
      else tryEvents(name, known);
    });
  }
});
