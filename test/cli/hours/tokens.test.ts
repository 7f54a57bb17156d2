/** What a person and a pipeline meet at `tt report --tokens` and `--prices`. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ndjson, prompt, toolUse, type Fields } from "../../support/store/events.ts";
import { shell } from "../../support/program/shell.ts";
import { tempDir } from "../../support/program/temp.ts";
import { tt } from "../../support/warm/tt.ts";

const MARCH = ["2026-03", "--tz", "UTC"] as const;
let home = "";
let list = "";

/** Tokens of the `n`th minute of a morning. */
function tokens(n: number, fields: Fields): Fields {
  const { length: _length, has_image: _image, ...rest } = prompt(n);
  return { ...rest, id: `remote.agent:agent_usage:${String(rest["timestamp"])}:u${n}`, type: "agent_usage", ...fields };
}

/** The same as it lies on another machine. */
function copied(event: Fields, machine: string): Fields {
  return { ...event, id: `${machine}:${String(event["id"])}`, machine_id: machine };
}

const known = tokens(1, {
  model: "known",
  input_tokens: 1_000_000,
  output_tokens: 1000,
  cache_read_tokens: 500,
  reasoning_tokens: 10,
});
const events = [
  prompt(0),
  toolUse(1),
  known,
  tokens(2, { model: "unheard-of", input_tokens: 7, agent_id: "sub" }),
  tokens(3, {
    model: "stated",
    input_tokens: 5,
    cost_usd: 0.25,
    session_id: "s2",
    cwd: "/home/ana/atlas",
    agent: "pi",
  }),
  toolUse(3, { session_id: "s2", cwd: "/home/ana/atlas", agent: "pi" }),
  toolUse(4, { session_id: "s3", agent: "cursor" }),
  toolUse(5, { session_id: "s4", agent: "codex" }),
];
const onLaptop = [
  prompt(9, { session_id: "s9", cwd: "/home/ana/tools" }),
  tokens(9, { model: "known", session_id: "s9", cwd: "/home/ana/tools", input_tokens: 3 }),
];

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "tt-test-"));
  list = join(home, "prices.json");
  const known = { input_cost_per_token: 1e-6, output_cost_per_token: 1e-5 };
  writeFileSync(
    list,
    JSON.stringify({ known, keeping: { ...known, cache_creation_input_token_cost_above_1hr: 2e-6 } }),
  );
  utimesSync(list, new Date("2026-03-05T12:00:00Z"), new Date("2026-03-05T12:00:00Z"));
  const input = ndjson(...events, ...onLaptop.flatMap((one) => [copied(one, "laptop"), copied(one, "desktop")]));
  expect(tt(["import"], { home, input })).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (...args: readonly string[]) => tt(["report", ...args], { home });
const json = (...args: readonly string[]) => JSON.parse(run(...args, "--json").stdout) as Report;

interface Report {
  readonly total: Row;
  readonly rows: readonly Row[];
  readonly tokens?: Readonly<Record<string, unknown>>;
}
interface Row {
  readonly project?: string;
  readonly usage?: Readonly<Record<string, number>>;
  readonly cost?: Readonly<Record<string, string | number>>;
}

describe("tt report --tokens", () => {
  it("tells tokens beside hours, by models, and whose are not known", () => {
    const { stdout, stderr } = run(...MARCH, "--tokens");
    expect(stderr).toBe("");
    expect(stdout.split("\n").slice(2, 14)).toEqual([
      "project    human    agent    union      input  output  cache read  reasoning",
      "garden   0:05:00  0:01:36  0:01:36  1,000,007   1,000         500         10",
      "tools    0:05:00  0:00:00  0:00:00          3",
      "atlas    0:00:00  0:00:12  0:00:12          5",
      expect.stringMatching(/^total .* {2}1,000,015 {3}1,000 {9}500 {9}10$/) as string,
      "",
      "model           input  output  cache read  reasoning",
      "known       1,000,003   1,000         500         10",
      "unheard-of          7",
      "stated              5",
      "",
      "no tokens of codex are stored for this period",
    ]);
    expect(stdout).toContain("\ntokens of cursor are not known: its logs do not tell them\n");
    expect(stdout).not.toContain("cost");
  });

  it("leaves blank what is not known, and hours as they are", () => {
    const plain = json(...MARCH, "--by", "agent");
    const { rows, total, tokens } = json(...MARCH, "--by", "agent", "--tokens");
    expect(rows.filter(({ usage }) => usage === undefined)).toHaveLength(2);
    const hours = (row: Row) => Object.fromEntries(Object.entries(row).filter(([name]) => /_s$|^agent$/.test(name)));
    expect([total, ...rows].map(hours)).toEqual([plain.total, ...plain.rows].map(hours));
    expect(plain.tokens).toBeUndefined();
    expect(tokens).toEqual({
      agents_untold: ["cursor"],
      agents_missing: ["codex"],
      agents_late: [],
      agents_partly: [],
    });
    expect(run(...MARCH, "--by", "agent", "--tokens").stdout).toMatch(
      /^cursor {2,}0:00:00 {2}\d:\d\d:\d\d {2}\d:\d\d:\d\d$/m,
    );
  });

  it("counts what lies on several machines once, and takes filters, windows and several groups", () => {
    const input = ({ total }: Report) => total.usage?.["input_tokens"];
    expect(input(json(...MARCH, "--tokens", "--project", "tools"))).toBe(3);
    expect(input(json(...MARCH, "--tokens", "--agent", "pi"))).toBe(5);
    expect(input(json("--since", "2026-03-02T08:02:00Z", "--until", "2026-03-02T08:03:00Z", "--tokens"))).toBe(7);
    expect(tt(["people", "set", "bea", "--machine", "laptop"], { home }).code).toBe(0);
    expect(input(json(...MARCH, "--tokens", "--person", "bea"))).toBe(3);
    expect(tt(["people", "remove", "bea"], { home }).code).toBe(0);
    const { rows } = json(...MARCH, "--tokens", "--by", "day,hour,branch,session");
    expect(rows.reduce((sum, row) => sum + (row.usage?.["input_tokens"] ?? 0), 0)).toBe(1_000_015);
  });

  it("says how to get them where none are stored, and never 0", () => {
    const other = tempDir();
    tt(["import"], { home: other, input: ndjson(prompt(0), toolUse(1)) });
    const { stdout } = tt(["report", ...MARCH, "--prices"], { home: other });
    expect(stdout).toContain(
      "\nno tokens of claude-code are stored for this period\n'tt update --types all --full' fetches ",
    );
    expect(stdout).not.toMatch(/input|0\.00| sync /);
    const { total, tokens } = JSON.parse(
      tt(["report", ...MARCH, "--prices", "--json"], { home: other }).stdout,
    ) as Report;
    expect([total.usage, total.cost, tokens]).toMatchObject([
      undefined,
      undefined,
      { agents_missing: ["claude-code"] },
    ]);
    expect(tt(["report", ...MARCH, "--tokens"], { home: tempDir() }).stdout).toMatch(/^nothing is stored yet in /);
  });
});

describe("tt report --prices", () => {
  it("says of which days it has no tokens, after an update without them, and that the cost is not all", () => {
    const other = tempDir();
    const later = { timestamp: "2026-03-09T08:00:00.000Z", session_id: "s7" };
    const input = ndjson(
      prompt(0),
      toolUse(1),
      known,
      toolUse(9, { ...later, id: "remote.agent:agent_tool_use:later" }),
    );
    expect(tt(["import"], { home: other, input }).code).toBe(0);
    const of = (...args: readonly string[]) =>
      tt(["report", ...MARCH, "--prices", list, ...args], { home: other }).stdout;
    expect(of()).toContain(
      "\nno tokens of 1 session of claude-code are stored, at work on 2026-03-09\n'tt update --types",
    );
    expect(of()).toMatch(/^total .* {2}1\.01\+$/m);
    expect(of("--markdown")).toMatch(/^\| \*\*total\*\* .* 1\.01\+ \|$/m);
    expect((JSON.parse(of("--json")) as Report).tokens).toMatchObject({
      agents_partly: [{ agent: "claude-code", sessions: 1, from: "2026-03-09", to: "2026-03-09" }],
    });
  });

  it("says that tokens began late where they are the first in the store, not the first of the period", () => {
    const other = tempDir();
    const on = (type: string, day: string, session: string, more: Fields = {}) => {
      const timestamp = `${day}T08:00:00.000Z`;
      const id = `remote.agent:${type}:${timestamp}:${session}`;
      return { ...prompt(0), has_image: undefined, id, timestamp, type, session_id: session, ...more };
    };
    const codex = { agent: "codex" };
    const paid = { model: "known", input_tokens: 10 };
    const input = ndjson(
      // Long before, and in no session of the period.
      on("agent_usage", "2026-01-10", "c1", { ...codex, ...paid }),
      on("agent_message", "2026-03-02", "c2", codex),
      on("agent_usage", "2026-03-03", "c3", { ...codex, ...paid }),
      on("agent_message", "2026-03-02", "a1"),
      on("agent_usage", "2026-03-03", "a2", paid),
      // Of a turn that was cancelled nothing is lacking.
      on("agent_turn", "2026-03-02", "p1", { agent: "pi", action: "ended", duration_ms: 5000 }),
      on("agent_usage", "2026-03-03", "p2", { agent: "pi", ...paid }),
      // The end of a run tells what all of it took.
      on("user_message", "2026-03-02", "g1", { agent: "copilot-cli", has_image: false }),
      on("agent_message", "2026-03-02", "g1", { agent: "copilot-cli" }),
      on("agent_usage", "2026-03-03", "g1", { agent: "copilot-cli", ...paid }),
    );
    expect(tt(["import"], { home: other, input })).toMatchObject({ code: 0, stderr: "" });
    const of = (...args: readonly string[]) =>
      tt(["report", "--since", "2026-03-02", "--until", "2026-03-09", "--tz", "UTC", "--prices", list, ...args], {
        home: other,
      }).stdout;
    expect((JSON.parse(of("--json")) as Report).tokens).toMatchObject({
      agents_missing: [],
      agents_late: [{ agent: "claude-code", worked: "2026-03-02", since: "2026-03-03" }],
      agents_partly: [{ agent: "codex", sessions: 1, from: "2026-03-02", to: "2026-03-02" }],
    });
    expect(of("--agent", "pi")).not.toMatch(/are stored|update/);
    expect(of("--agent", "copilot-cli")).not.toMatch(/are stored|update/);
    const run = of("--agent", "copilot-cli", "--until", "2026-03-03");
    expect(run).toContain("\nno tokens are stored for this period\n");
    expect(run).not.toContain("update");
  });

  it("tells costs by a list, which it names with its date, and names what has no price", () => {
    const { stdout } = run(...MARCH, "--prices", list);
    expect(stdout).toMatch(/^project .* {2}reasoning {3}cost$/m);
    expect(stdout).toMatch(/^garden .* {2}1\.01\+$/m);
    expect(stdout).toMatch(/^tools .* {2}<0\.01$/m);
    expect(stdout).toMatch(/^atlas .* {3}0\.25$/m);
    expect(stdout).toMatch(/^total .* {2}1\.26\+$/m);
    expect(stdout).toMatch(/^unheard-of .* {2}\? +no price$/m);
    expect(stdout).toMatch(/^stated .* {2}0\.25 +as its log says$/m);
    expect(stdout).toContain("at list prices (prices.json of 2026-03-05), ");
    expect(stdout).toContain("\n0.25 of it is what logs say themselves");
    expect(stdout).toContain("\nwithout a price, so not in the cost: unheard-of (7 tokens)\n");
  });

  it("is the same in JSON, CSV and Markdown, to the last decimal where there is one", () => {
    const { total, tokens } = json(...MARCH, "--prices", list);
    expect(total.cost).toEqual({
      currency: "USD",
      amount: "1.260503",
      by_logs: "0.25",
      by_list: "1.010503",
      unpriced_tokens: 7,
    });
    expect(tokens).toMatchObject({
      price_lists: [{ name: "prices.json", date: "2026-03-05" }],
      priced: [{ model: "known", as: "known", list: "prices.json" }, { model: "stated" }, { model: "unheard-of" }],
    });
    const { stdout, stderr } = run(...MARCH, "--by", "agent", "--prices", list, "--csv");
    const [head = "", ...lines] = stdout.trimEnd().split("\n");
    const names = head.split(",");
    const cells = lines.map((line) => {
      const values = line.split(",");
      return ["agent", "cost_usd", "unpriced_tokens", "prices"].map((name) => values[names.indexOf(name)]).join(" ");
    });
    expect(cells.toSorted()).toEqual([
      "claude-code 1.010503 7 prices.json of 2026-03-05",
      "codex   prices.json of 2026-03-05",
      "cursor   prices.json of 2026-03-05",
      "pi 0.25 0 prices.json of 2026-03-05",
    ]);
    expect(stderr).toContain("tt: without a price, so not in the cost: unheard-of (7 tokens)\n");
    const { stdout: markdown } = run(...MARCH, "--prices", list, "--markdown");
    expect(markdown).toContain("| model | input | output | cache read | reasoning | cost | priced |\n| --- | --: ");
    expect(markdown).toContain("\n- without a price, so not in the cost: unheard-of (7 tokens)\n");
  });

  it("tells what a cache keeps for an hour, but not of an event that was stored before versions told it", () => {
    const written = { model: "keeping", cache_write_tokens: 3_000_000 };
    const of = (...first: readonly Fields[]) => {
      const other = tempDir();
      for (const event of [...first, tokens(1, { ...written, cache_write_1h_tokens: 2_000_000 })])
        expect(tt(["import"], { home: other, input: ndjson(event) })).toMatchObject({ code: 0 });
      const { stdout } = tt(["report", ...MARCH, "--prices", list, "--json"], { home: other });
      const { usage, cost } = (JSON.parse(stdout) as Report).total;
      return [usage?.["cache_write_tokens"], usage?.["cache_write_1h_tokens"], cost?.["amount"]];
    };
    expect(of()).toEqual([3_000_000, 2_000_000, "5.00"]);
    expect(of(tokens(1, written))).toEqual([3_000_000, undefined, "3.00"]);
  });

  it("takes the list that comes along, also before a period, and stands in the page", () => {
    const bundled = run("--prices", "2026-03", "--tz", "UTC").stdout;
    expect(bundled.replaceAll(/\s+/g, " ")).toMatch(/at list prices \(LiteLLM [\d.]+ of 20\d\d-\d\d-\d\d\)/);
    const { stdout } = run(...MARCH, "--prices", list, "--html", "-");
    expect(stdout).toContain(
      "in all, whatever is chosen here: 1,000,015 tokens of input, 1,000 of output, 500 of cache read",
    );
    expect(stdout).toContain("; 1.26+ US dollars");
  });

  it("refuses what is no list, and what it cannot be told with", () => {
    const bad = join(home, "bad.json");
    const refused = (text: string) => {
      writeFileSync(bad, text);
      const { code, stderr, stdout } = run(...MARCH, "--prices", bad);
      expect([code, stdout]).toEqual([2, ""]);
      return stderr;
    };
    expect(refused("{")).toContain(`the list of prices cannot be understood: \`${bad}\` (it is not JSON: `);
    expect(refused('{"m": {"input_cost_per_token": "3"}}')).toContain(
      "('m'.input_cost_per_token: not a number of 0 or more, but a text)",
    );
    expect(refused('{"m": {"input_cost_per_token": 3, "output_cost_per_token": 15}}')).toContain("a million");
    expect(run(...MARCH, "--prices", join(home, "none.json")).stderr).toContain("cannot read the list of prices: ");
    expect(run("--prices", "lastmonth").stderr).toContain("a period stands before it: tt report last-month --prices");
    expect(run(...MARCH, "--prices", "")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("--prices is empty") as string,
    });
    expect(run(...MARCH, "--prices", home).stderr).toContain("(EISDIR)");
    expect(run(...MARCH, "--tokens", "--worklog")).toMatchObject({ code: 2, stdout: "" });
    expect(run(...MARCH, "--prices", "--transparency").stderr).toContain(
      "--transparency and --prices contradict each other",
    );
    expect(run(...MARCH, "--token").stderr).toContain("--tokens");
  });

  it("ends quietly when its reader goes, and fails when nothing can be written", () => {
    const script = `tt report 2026-03 --prices --tz UTC | head -1; tt report 2026-03 --prices > /dev/full`;
    const { code, stdout, stderr } = shell(script, { home });
    expect(stdout).toBe("Sun 1 Mar 2026 to Tue 31 Mar 2026\n");
    expect(stderr).toContain("cannot write to the standard output (ENOSPC)");
    expect(code).toBe(74);
  });
});
