/** Where logs are looked for, and what is told where none are found or some are not read. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempDir, writeTree } from "../../support/program/temp.ts";
import type { Ended } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";

interface Warning {
  readonly kind: string;
  readonly path: string;
  readonly cause?: string;
}
interface Summary {
  readonly sources: Readonly<Record<string, { logs: number; skipped: Readonly<Record<string, number>> }>>;
  readonly warnings: readonly Warning[];
}
interface Status {
  readonly sources: Readonly<Record<string, { logs: number; symlinks: readonly string[] }>>;
  readonly warnings: readonly { readonly kind: string; readonly message: string }[];
  readonly hints: readonly { readonly kind: string; readonly path: string; readonly message: string }[];
}

const prompt = (session: string) =>
  `${JSON.stringify({ type: "user", message: { role: "user", content: "hoe" }, uuid: `u-${session}`, timestamp: "2026-03-02T08:00:00.000Z", sessionId: session })}\n`;
const rollout = (id: string) =>
  `${JSON.stringify({ timestamp: "2026-03-02T08:00:00.000Z", type: "session_meta", payload: { id, timestamp: "2026-03-02T08:00:00.000Z", cwd: "/w" } })}\n`;
const claude = (directory: string, session = "s1") =>
  new Map([[`${directory}/projects/-w/${session}.jsonl`, prompt(session)]]);
const ROLLOUT = "sessions/2026/03/02/rollout-2026-03-02T08-00-00-00000000-0000-4000-8000-000000000001.jsonl";
const codex = (directory: string) =>
  new Map([[`${directory}/${ROLLOUT}`, rollout("00000000-0000-4000-8000-000000000001")]]);

/** A home folder with such files. */
function homeWith(...trees: readonly ReadonlyMap<string, string>[]) {
  const home = tempDir();
  for (const tree of trees) writeTree(home, tree);
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Ended => tt(args, { home, env });
  const summary = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
    const { code, stderr } = run(["export", "--dry-run", "--summary", "json", ...args], env);
    expect(code).toBe(0);
    return JSON.parse(stderr) as Summary;
  };
  const status = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
    JSON.parse(run(["status", "--json", ...args], env).stdout) as Status;
  return { home, run, summary, status, in: (...parts: readonly string[]) => join(home, ...parts) };
}

describe("CLAUDE_CONFIG_DIR", () => {
  it("may be a list with commas", () => {
    const own = homeWith(claude(".claude"), claude("work", "s2"));
    const list = `${own.in(".claude")}, ${own.in("work")},`;
    expect(own.summary([], { CLAUDE_CONFIG_DIR: list })).toMatchObject({
      sources: { "claude-code": { logs: 2 } },
      warnings: [],
    });
  });

  it("is one path where a path with a comma exists, alone or in a list", () => {
    const own = homeWith(claude("a,b"), claude("c", "s2"), claude("a", "s3"));
    for (const [list, logs] of [
      [own.in("a,b"), 1],
      [`${own.in("a,b")},${own.in("c")}`, 2],
      [`${own.in("c")},${own.in("a,b")}`, 2],
      [`${own.in("c")},${own.in("a")}`, 2],
    ] as const)
      expect(own.summary([], { CLAUDE_CONFIG_DIR: list }).sources["claude-code"]?.logs).toBe(logs);
  });

  it("names each directory of its list that is missing", () => {
    const own = homeWith(claude("c"));
    const { warnings } = own.summary([], { CLAUDE_CONFIG_DIR: `${own.in("c")},${own.in("typo")}` });
    expect(warnings).toMatchObject([{ kind: "root-missing", path: own.in("typo") }]);
  });
});

describe("a directory that was named and holds no logs", () => {
  const meant = (own: ReturnType<typeof homeWith>, ...args: readonly string[]) =>
    own.summary(args).warnings.map(({ kind, path, cause }) => [kind, path, cause]);

  it("is a warning with the one that was probably meant", () => {
    const own = homeWith(claude(".claude"), codex(".codex"));
    const usual = own.in(".claude");
    for (const named of [own.in(".claude/projects"), own.in(".claude/projects/-w"), own.home])
      expect(meant(own, "--source", "claude-code", "--claude-dir", named)).toEqual([
        ["no-logs", named, `did you mean \`${usual}\`?`],
      ]);
    expect(meant(own, "--source", "codex", "--codex-dir", usual)).toEqual([
      [
        "no-logs",
        usual,
        `it holds logs of claude-code, which --claude-dir reads; did you mean \`${own.in(".codex")}\`?`,
      ],
    ]);
    expect(meant(own, "--source", "claude-code", "--claude-dir", own.in(".codex"))[0]?.[2]).toContain("--codex-dir");
  });

  it("is one also where another agent has a directory of the same name", () => {
    // Newer Claude Code keeps a sessions/ of its own.
    const own = homeWith(claude(".claude"), new Map([[".claude/sessions/1.json", "{}"]]));
    expect(meant(own, "--source", "codex", "--codex-dir", own.in(".claude"))).toEqual([
      ["no-logs", own.in(".claude"), "it holds logs of claude-code, which --claude-dir reads"],
    ]);
  });

  it("is one for every agent, told by a timer's exit code", () => {
    const own = homeWith();
    mkdirSync(own.in("empty"));
    for (const [source, flag] of [
      ["claude-code", "--claude-dir"],
      ["codex", "--codex-dir"],
      ["opencode", "--opencode-dir"],
      ["claude-desktop", "--claude-desktop-dir"],
      ["gemini-cli", "--gemini-dir"],
      ["copilot-cli", "--copilot-dir"],
    ] as const) {
      const { warnings } = own.summary(["--source", source, flag, own.in("empty")]);
      expect(warnings).toEqual([
        { kind: "no-logs", path: own.in("empty"), cause: expect.stringMatching(/^there is no .* in it$/) as string },
      ]);
    }
    const { code, stderr } = own.run(["export", "--strict", "--codex-dir", own.in("empty")]);
    expect([code, stderr]).toEqual([
      3,
      `tt: warning: there are no logs in \`${own.in("empty")}\` (there is no sessions and no archived_sessions in it)\n`,
    ]);
  });

  it("is none where the agent has used it and there are no logs yet or no longer, nor where it is the usual one", () => {
    const own = homeWith();
    mkdirSync(own.in("used/projects"), { recursive: true });
    mkdirSync(own.in(".codex"));
    expect(own.summary(["--claude-dir", own.in("used"), "--codex-dir", own.in(".codex")]).warnings).toEqual([]);
  });

  it("is no usual one in a timer's entry, whether its agent was used yet or not", () => {
    const own = homeWith(claude(".claude"));
    mkdirSync(own.in(".copilot"));
    const { stdout } = own.run(["schedule", "cron", "-q"]);
    expect(stdout).toContain(" export --strict --data-dir ");
  });
});

describe("a symbolic link in the place of a log", () => {
  it("that leads to what is read nowhere is counted, and a warning names it", () => {
    const own = homeWith(claude(".claude"));
    writeFileSync(own.in("elsewhere.txt"), prompt("s2"));
    const link = own.in(".claude/projects/-w/s2.jsonl");
    symlinkSync(own.in("elsewhere.txt"), link);
    const { sources, warnings } = own.summary();
    expect(sources["claude-code"]).toMatchObject({ logs: 1, skipped: { symlink: 1 } });
    expect(warnings).toEqual([{ kind: "symlink", path: link, cause: `it leads to \`${own.in("elsewhere.txt")}\`` }]);
    expect(own.status().warnings.map(({ kind }) => kind)).toContain("symlink");
  });

  it("that leads to a log or nowhere is counted, as agents make such, and a timer is not told", () => {
    const own = homeWith(claude(".claude"));
    const directory = own.in(".claude/projects/-w");
    symlinkSync(join(directory, "s1.jsonl"), join(directory, "copy.jsonl"));
    symlinkSync("gone.jsonl", join(directory, "dangling.jsonl"));
    symlinkSync("loop.jsonl", join(directory, "loop.jsonl"));
    symlinkSync(directory, join(directory, "folder.jsonl"));
    expect(own.summary()).toMatchObject({
      sources: { "claude-code": { logs: 1, skipped: { symlink: 3 } } },
      warnings: [],
    });
    expect(own.run(["export", "--strict"])).toMatchObject({ code: 0, stderr: "" });
    const links = ["copy", "dangling", "loop"].map((name) => join(directory, `${name}.jsonl`));
    expect(own.status().sources["claude-code"]?.symlinks.toSorted()).toEqual(links);
    expect(own.run(["status"]).stdout).toContain("not read, as they are symbolic links: ");
  });

  it("is told of every agent's logs", () => {
    const own = homeWith(codex(".codex"));
    writeFileSync(own.in("old"), rollout("00000000-0000-4000-8000-000000000002"));
    mkdirSync(own.in(".codex/archived_sessions"));
    symlinkSync(own.in("old"), own.in(".codex/archived_sessions/rollout-old.jsonl"));
    // Of the other directory of the same agent.
    symlinkSync(own.in(".codex", ROLLOUT), own.in(".codex/archived_sessions/rollout-same.jsonl"));
    const { sources, warnings } = own.summary();
    expect(sources["codex"]?.skipped).toEqual({ symlink: 2 });
    expect(warnings.map(({ path }) => path)).toEqual([own.in(".codex/archived_sessions/rollout-old.jsonl")]);
  });
});

describe("tt status", () => {
  it("hints at directories beside that look like another configuration, with the option that reads them", () => {
    const own = homeWith(claude(".claude"), claude(".claude-work", "s2"), codex(".codex"), codex(".codex-old"));
    mkdirSync(own.in(".claude-empty"));
    const { hints, warnings } = own.status();
    expect(hints.map(({ path }) => path)).toEqual([own.in(".claude-work"), own.in(".codex-old")]);
    const options = `--claude-dir ${own.in(".claude")} --claude-dir ${own.in(".claude-work")}`;
    expect(hints[0]?.message).toContain(options);
    expect(own.run(["status"]).stdout).toContain(`\nhint: \`${own.in(".claude-work")}\` looks like`);
    expect(warnings.map(({ kind }) => kind)).toEqual(["no-export"]);
    // What the option reads is no longer hinted at, nor what an export reads already.
    expect(own.status(options.split(" ")).hints.map(({ path }) => path)).toEqual([own.in(".codex-old")]);
    own.run(["export", ...options.split(" ")]);
    // A copy of rollouts that were exported holds nothing more.
    expect(own.status().hints).toEqual([]);
  });

  it("hints at the usual directory where a variable names another, and not at one directory by two names", () => {
    const own = homeWith(claude(".claude"), claude(".claude-work", "s2"));
    symlinkSync(own.in(".claude"), own.in(".claude-link"));
    const env = { CLAUDE_CONFIG_DIR: own.in(".claude-work") };
    expect(own.status([], env).hints.map(({ path }) => path)).toEqual([own.in(".claude")]);
  });
});
