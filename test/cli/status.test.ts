/** What a person meets at `tt status`. */
import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, cpSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ndjson, prompt } from "../support/store/events.ts";
import { tempDir, writeTree } from "../support/program/temp.ts";
import { cleanEnv, ttCommand, type Ended } from "../support/program/tt.ts";
import { tt } from "../support/warm/tt.ts";

const demo = join(import.meta.dirname, "../../fixtures/demo/home");
const LOG = ".claude/projects/-home-ana-garden/s1.jsonl";

interface Json {
  readonly sources: Readonly<
    Record<string, { logs: number; tracked: number; pending_logs: number; pending_bytes: number }>
  >;
  readonly last_export?: { readonly exit_code: number };
  readonly unknown: object;
  readonly store: { readonly state: string; readonly events?: number; readonly agents?: object };
  readonly warnings: readonly { readonly kind: string; readonly message: string }[];
}

function garden() {
  const home = tempDir();
  const run = (...args: readonly string[]): Ended => tt(args, { home });
  const json = (...args: readonly string[]): Json => JSON.parse(run("status", "--json", ...args).stdout) as Json;
  const kinds = (...args: readonly string[]) => json(...args).warnings.map(({ kind }) => kind);
  const note = join(home, ".time-tracker/last-export.json");
  const edit = (change: (text: string) => string) => writeFileSync(note, change(readFileSync(note, "utf8")));
  return { home, run, json, kinds, edit, log: join(home, LOG), dataDir: join(home, ".time-tracker") };
}

const line = `${JSON.stringify({ type: "user", message: { role: "user", content: "hoe" }, uuid: "u1", timestamp: "2026-03-02T08:00:00.000Z", sessionId: "s1" })}\n`;

describe("tt status", () => {
  it("tells of a home without any agent, and changes nothing in it", () => {
    const { run, json } = garden();
    const { code, stdout, stderr } = run("status", "--strict");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^not found +claude-code, codex, .*'tt sources' tells where they are looked for\)$/m);
    expect(run("status", "--source", "codex").stdout).toMatch(/^codex +not found: .*\.codex/m);
    expect(run("sources").stdout).toMatch(/^claude-code +Claude Code: not found; looked for .*\.claude/m);
    expect(stdout).toMatch(/^last export +none yet$/m);
    expect(json().store).toMatchObject({ state: "missing" });
  });

  it("tells what is pending, then what was exported and stored", () => {
    const { home, run, json, kinds } = garden();
    cpSync(demo, home, { recursive: true });
    expect(json().sources["claude-code"]).toMatchObject({ logs: 13, tracked: 0, pending_logs: 13 });
    expect(kinds()).toContain("no-export");
    run("export", "--", "tt", "import");
    expect(json()).toMatchObject({
      sources: { "claude-code": { logs: 13, tracked: 13, pending_logs: 0, pending_bytes: 0 } },
      last_export: { exit_code: 0 },
      store: { state: "read", events: 1017 },
      warnings: [],
    });
    const { stdout } = run("status");
    expect(stdout).toMatch(/^claude-code +13 logs, 13 tracked, all exported$/m);
    expect(stdout).toMatch(
      /^ +claude-code: agent_message 105, agent_session 12, agent_tool_result 345, agent_tool_use 345, agent_turn 105, user_message 105$/m,
    );
  });

  it("counts the bytes that are new", () => {
    const { home, run, json, log } = garden();
    writeTree(home, new Map([[LOG, line]]));
    run("export");
    appendFileSync(log, line);
    expect(json().sources["claude-code"]).toMatchObject({ tracked: 1, pending_logs: 1, pending_bytes: line.length });
    expect(run("status").stdout).toContain(`${line.length} bytes in 1 log not exported`);
  });

  it("warns of logs that the agent will delete before they were exported", () => {
    const { home, run, kinds, log } = garden();
    writeTree(home, new Map([[LOG, line]]));
    const changed = (days: number) => utimesSync(log, new Date(), new Date(Date.now() - days * 86_400_000));
    changed(20);
    expect(kinds()).not.toContain("log-expires");
    changed(25);
    expect(kinds()).toContain("log-expires");
    expect(run("status").stdout).toContain("warning: claude-code will delete 1 log with");
    writeFileSync(join(home, ".claude/settings.json"), '{"cleanupPeriodDays": 365}');
    expect(kinds()).not.toContain("log-expires");
    writeFileSync(join(home, ".claude/settings.json"), '{"cleanupPeriodDays": 21}');
    expect(kinds()).toContain("log-expires");
    run("export");
    expect(kinds()).toEqual([]);
  });

  it("warns of a timer that died, of an export that failed or warned, of a format that changed", () => {
    const { home, run, kinds, edit } = garden();
    writeTree(home, new Map([[LOG, line]]));
    run("export");
    expect(kinds()).toEqual([]);
    edit((text) => text.replace(/"ended":"[^"]+"/, '"ended":"2026-01-01T00:00:00.000Z"'));
    expect(kinds()).toEqual(["export-overdue"]);
    expect(run("status", "--strict").code).toBe(3);
    expect(run("status").code).toBe(0);
    // By a clock that was ahead for once: the timer may have died as well.
    const ahead = new Date(Date.now() + 400 * 86_400_000).toISOString();
    edit((text) => text.replace(/"ended":"[^"]+"/, `"ended":"${ahead}"`));
    expect(kinds()).toEqual(["time-ahead"]);
    expect(run("status").stdout).toContain(
      `warning: the last export is noted for ${ahead}, a time that is yet to come`,
    );
    run("export");
    expect(kinds()).toEqual([]);
    run("export", "--full", "--", "false");
    expect(kinds()).toEqual(["export-failed"]);
    appendFileSync(join(home, LOG), "torn\n");
    run("export");
    expect(kinds()).toEqual(["export-warned"]);
    edit((text) =>
      text
        .replace(/"warnings":.*\]/, '"warnings":[]')
        .replace(/"lines":\d+,"events":\{[^}]*\}/, '"lines":900,"events":{}'),
    );
    expect(kinds()).toEqual(["no-events"]);
    edit(() => "{");
    expect(kinds()).toEqual(["no-export"]);
  });

  it("warns of values that are not known for as long as they are new, and has them all in JSON", () => {
    const { home, run, kinds, json, edit } = garden();
    writeTree(home, new Map([[LOG, line]]));
    run("export");
    expect(json().unknown).toEqual({});
    const version = run("--version").stdout.trim();
    const met = (daysAgo: number, by = version) => ({
      since: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
      last: new Date().toISOString(),
      version: by,
      times: 3,
    });
    const unknown = { "claude-code": { type: { old: met(15), fresh: met(13), foreign: met(1, "0.0.1") } } };
    edit((text) => JSON.stringify({ ...(JSON.parse(text) as object), unknown }));
    expect(kinds()).toEqual(["unknown-values"]);
    // A quiet run forgets none, and warns of an old one no more.
    run("export");
    expect(json()).toMatchObject({ unknown, last_export: expect.not.objectContaining({ unknown }) as object });
    expect(run("status", "--strict").code).toBe(3);
    expect(run("status").stdout).toContain("hold what this tt does not know, since ");
    expect(run("status").stdout).toContain(": type 'fresh'; it may be");
    // Who asks for other sources is told of theirs alone.
    expect(kinds("--source", "codex")).not.toContain("unknown-values");
    expect(run("doctor", "--source", "codex").stdout).not.toContain("does not know");
    expect(run("doctor").stdout).toContain("does not know");
    // Nor does one that fails, or that leaves no note.
    run("export", "--full", "--", "false");
    run("export", "--dry-run");
    expect(json().unknown).toEqual(unknown);
    edit((text) => text.replaceAll('"claude-code":{"type"', '"claude-code":{"type":7,"was"'));
    expect(json().unknown).toEqual({ "claude-code": { was: unknown["claude-code"].type } });
  });

  it("warns of a type of record that is not known, also after a quiet export", () => {
    const { home, run, kinds, json } = garden();
    const odd = `${JSON.stringify({ type: "frame-linkage", uuid: "u9", timestamp: "2026-03-02T08:00:00.000Z", sessionId: "s1" })}\n`;
    writeTree(home, new Map([[LOG, line + odd + odd]]));
    run("export");
    run("export");
    expect(kinds()).toEqual(["unknown-values"]);
    expect(json().unknown).toMatchObject({ "claude-code": { type: { "frame-linkage": { times: 2 } } } });
    expect(run("status").stdout).toContain("type 'frame-linkage'");
  });

  it("warns of a data directory that others can read, of a manifest and a store that cannot be used", () => {
    const { home, run, kinds, dataDir } = garden();
    writeTree(home, new Map([[LOG, line]]));
    run("export");
    chmodSync(dataDir, 0o755);
    expect(kinds()).toEqual(["data-dir-open"]);
    chmodSync(dataDir, 0o700);
    writeFileSync(join(dataDir, "claude-manifest.json"), "{");
    expect(kinds()).toEqual(["manifest-corrupt"]);
    writeFileSync(join(dataDir, "claude-manifest.json"), '{"version":99,"sessions":{}}');
    expect(kinds()).toEqual(["manifest-newer"]);
    writeFileSync(join(dataDir, "tracker.db"), "no database ".repeat(100));
    expect(kinds("--source", "claude-code", "--claude-dir", "/nowhere")).toEqual([
      "manifest-newer",
      "root-missing",
      "store-unusable",
    ]);
  });

  it("warns of a store that was named and is not there", () => {
    const { home, run, json, kinds } = garden();
    expect(kinds("--db", "typo.db")).toEqual(["store-missing"]);
    expect(json("--db", "typo.db").warnings[0]?.message).toContain(join(home, "typo.db"));
    expect(run("status", "--strict", "--db", "typo.db").code).toBe(3);
    expect(tt(["status", "--strict"], { home, env: { TT_DB: "typo.db" } }).code).toBe(3);
    expect(kinds()).toEqual([]);
  });

  it("counts events whose agent or type has the name of a part of every object", () => {
    const { home, run, json } = garden();
    const odd = ["__proto__", "constructor"].map((name, at) =>
      prompt(at, { source: "elsewhere", agent: name, type: name }),
    );
    expect(tt(["import"], { home, input: ndjson(...odd) })).toEqual({ code: 0, stdout: "", stderr: "" });
    const { code, stdout } = run("status");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/__proto__: __proto__ 1\n +constructor: constructor 1\n/),
    ]);
    expect(Object.keys(json().store.agents ?? {})).toEqual(["__proto__", "constructor"]);
  });

  it("fails when its answer cannot be written, quietly when its reader goes away", () => {
    const { home } = garden();
    const status = (script: string) =>
      spawnSync("bash", ["-c", script, "bash", ...ttCommand, "status"], { env: cleanEnv({ home }), encoding: "utf8" });
    const full = status('"$@" > /dev/full');
    expect([full.status, full.stderr]).toEqual([74, "tt: cannot write to the standard output (ENOSPC)\n"]);
    expect(status('"$@" | true; exit "${PIPESTATUS[0]}"').stderr).toBe("");
    expect(status('"$@" >&-').status).toBe(74);
  });

  it("refuses words it does not know", () => {
    const { run } = garden();
    expect(run("status", "extra").code).toBe(2);
    expect(run("status", "--jsno").code).toBe(2);
    expect(run("statsu").stderr).toContain("did you mean 'tt status'?");
  });
});
