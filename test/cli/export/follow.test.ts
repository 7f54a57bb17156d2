/** `tt export --follow`: what is written is exported within two seconds, and a signal loses nothing. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AGENTS } from "../../../src/events/observation.ts";
import { fixturesOf } from "../../support/homes/fixtures.ts";
import { prompt } from "../../support/homes/garden.ts";
import { newDatabase } from "../../support/homes/opencode.ts";
import { startShell } from "../../support/program/shell.ts";
import { tempDir } from "../../support/program/temp.ts";
import { ttCommand } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";

const PATIENCE_MS = 20_000;
const AT = "2026-03-02T09:00:00.000Z";
/** Two seconds on a machine that has them; the net alone would take thirty. */
const SOON_MS = 10_000;
/** A session of an agent that no story is about. */
const BEACON = ".pi/agent/sessions/--beacon--/2026-03-02T09-00-00-000Z_beacon.jsonl";

const scratch = mkdtempSync(join(tmpdir(), "tt-follow-test-"));
const ends: (() => void)[] = [];
afterAll(() => {
  for (const end of ends) end();
  rmSync(scratch, { recursive: true, force: true });
});

const sleep = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

function following(words: string, before: (home: string) => void = () => undefined, program = "$TT") {
  const home = mkdtempSync(join(scratch, "home-"));
  const put = (name: string, line: string) => {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, line);
  };
  const write = (name: string, line: string) => put(join(".claude/projects", name), line);
  put(
    BEACON,
    `${JSON.stringify({ type: "session", version: 3, id: "beacon", timestamp: AT, cwd: "/home/ana/garden" })}\n`,
  );
  put(BEACON, piPrompt("beacon1"));
  before(home);
  const child = startShell(`exec ${program} export --follow ${words}`, { home });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  ends.push(() => child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => (said.stdout += String(chunk)));
  child.stderr?.on("data", (chunk) => (said.stderr += String(chunk)));
  /** How long it takes until something is so. */
  const until = async (isSo: () => boolean) => {
    const began = performance.now();
    while (!isSo()) {
      if (performance.now() - began > PATIENCE_MS) throw new Error(`not so: ${said.stdout} ${said.stderr}`);
      await sleep(20);
    }
    return performance.now() - began;
  };
  const printed = (key: string) => until(() => said.stdout.includes(`:${key}`));
  const read = (name: string) => (existsSync(join(home, name)) ? readFileSync(join(home, name), "utf8") : "");
  /** It has looked, watched, and looked again for what came between: what comes now is found because it is heard of. */
  const settled = async () => {
    await printed("beacon1");
    put(BEACON, piPrompt("beacon2"));
    await printed("beacon2");
  };
  const news = () => tt(["export", "--dry-run", "--summary", "json"], { home }).stderr;
  return { home, put, write, child, ended, said, until, printed, settled, read, news };
}

const first = (home: string) => {
  mkdirSync(join(home, ".claude/projects/p"), { recursive: true });
  writeFileSync(join(home, ".claude/projects/p/s1.jsonl"), prompt("first"));
};

const piPrompt = (id: string) =>
  `${JSON.stringify({ type: "message", id, parentId: null, timestamp: AT, message: { role: "user", content: "Plant" } })}\n`;

/** A rollout of Codex with one prompt. */
const rollout = (id: string) =>
  [
    {
      type: "session_meta",
      payload: { id, cwd: "/home/ana/garden", originator: "codex_cli_rs", cli_version: "0.142.0" },
    },
    { type: "event_msg", payload: { type: "user_message", message: "water the beds" } },
  ]
    .map((line) => `${JSON.stringify({ timestamp: AT, ...line })}\n`)
    .join("");

/** All of them wait most of their time, so that they are begun together. */
const stories: Readonly<Record<string, () => Promise<void>>> = {
  async "prints what is appended, and what new logs in new directories begin with; a signal ends it with all stored"() {
    const { write, child, ended, said, until, printed, settled, news } = following("", first);
    await printed("first");
    await settled();
    const waits = [];
    for (const [name, key] of [
      ["p/s1.jsonl", "second"],
      ["q/r/s3.jsonl", "third"],
    ] as const) {
      write(name, prompt(key, { sessionId: name }));
      waits.push(await printed(key));
    }
    expect(Math.max(...waits)).toBeLessThan(SOON_MS);
    // The positions are stored a moment later.
    await until(() => !news().includes("user_message"));
    child.kill("SIGINT");
    expect([await ended, said.stderr]).toEqual([130, ""]);
    expect(news()).not.toContain("user_message");
  },

  async "hears of the first log of an agent that had none, made with all its directories at once"() {
    const { write, printed, settled } = following("");
    await settled();
    write("p/s1.jsonl", prompt("first"));
    expect(await printed("first")).toBeLessThan(SOON_MS);
  },

  async "hears of a first log whose directories come one by one, below one that was empty"() {
    const { home, put, until, said, settled } = following("", (own) =>
      mkdirSync(join(own, ".codex/sessions"), { recursive: true }),
    );
    await settled();
    for (const path of ["2026", "2026/11", "2026/11/27"]) {
      mkdirSync(join(home, ".codex/sessions", path));
      await sleep(120);
    }
    const id = "019cdead-0000-7000-8000-000000000001";
    put(`.codex/sessions/2026/11/27/rollout-2026-11-27T10-00-00-${id}.jsonl`, rollout(id));
    expect(await until(() => said.stdout.includes(id))).toBeLessThan(SOON_MS);
  },

  async "hears of logs in directories that were removed and made again"() {
    const { home, write, printed, settled } = following("", first);
    await settled();
    rmSync(join(home, ".claude"), { recursive: true });
    write("p/s2.jsonl", prompt("second", { sessionId: "s2" }));
    expect(await printed("second")).toBeLessThan(SOON_MS);
  },

  async "hears of logs behind a link, when what it leads to comes, and when it leads elsewhere"() {
    const { home, put, printed, settled } = following("", (own) => symlinkSync("disk/claude", join(own, ".claude")));
    await settled();
    put("disk/claude/projects/p/s1.jsonl", prompt("first"));
    expect(await printed("first")).toBeLessThan(SOON_MS);
    put("other/projects/p/s2.jsonl", prompt("second", { sessionId: "s2" }));
    symlinkSync("other", join(home, "link"));
    renameSync(join(home, "link"), join(home, ".claude"));
    expect(await printed("second")).toBeLessThan(SOON_MS);
    put("other/projects/p/s2.jsonl", prompt("third", { sessionId: "s2" }));
    expect(await printed("third")).toBeLessThan(SOON_MS);
  },

  async "gives each batch to a consumer of its own, and ends when one fails"() {
    const { home, write, ended, until, said, read } = following(
      `-- sh -c 'echo batch >> batches; cat >> got; test ! -e fail'`,
      first,
    );
    await until(() => read("got").includes(":first"));
    write("p/s1.jsonl", prompt("second"));
    await until(() => read("got").includes(":second"));
    expect(read("batches").split("\n").length - 1).toBeGreaterThanOrEqual(2);
    writeFileSync(join(home, "fail"), "");
    write("p/s1.jsonl", prompt("third"));
    expect(await ended).toBe(74);
    expect(said.stderr).toContain("exited with code 1");
    expect(tt(["export"], { home }).stdout).toContain(":third");
  },

  async "goes on when another version has taken the program's place before any agent's first event"() {
    const { home, ended, until, said, read, news } = following(
      "-- tt import",
      (own) => {
        rmSync(join(own, BEACON));
        for (const name of ["bin", "dist"])
          cpSync(join(dirname(ttCommand[1]), "..", name), join(own, "program", name), { recursive: true });
      },
      "$NODE $HOME/program/bin/tt.js",
    );
    await until(() => read(".time-tracker/last-export.json") !== "");
    rmSync(join(home, "program/dist"), { recursive: true });
    writeFileSync(join(home, "program/bin/tt.js"), `void import(${JSON.stringify(ttCommand[1])});`);
    mkdirSync(join(home, "program/dist"));
    writeFileSync(join(home, "program/dist/reading-thread.cjs"), "throw new Error('another version');");
    for (const agent of AGENTS)
      for (const fixture of fixturesOf(agent)) cpSync(fixture.home, home, { recursive: true });
    newDatabase(join(home, ".local/share/opencode/opencode.db")).close();
    const isOver = () => !/"events":{"[a-z]/.test(news());
    await Promise.race([until(isOver), ended]);
    expect(said.stderr).not.toContain("a bug");
    expect(isOver()).toBe(true);
    expect(tt(["events"], { home }).stdout).toContain('"agent":"opencode"');
  },

  async "with --ack keeps one consumer, which answers each batch, and ends when it goes away"() {
    const script = `while read -r line; do case $line in *lines_sha256*) n=$(expr "$line" : ".*\\"events\\":\\([0-9]*\\)"); echo $$ >> pids; echo "ok $n";; *) echo "$line" >> got;; esac; done`;
    const { write, ended, until, said, read } = following(`--ack -- sh -c '${script}'`, first);
    await until(() => read("pids") !== "");
    write("p/s1.jsonl", prompt("second"));
    await until(() => read("pids").split("\n").length > 2);
    const [one, two] = read("pids").split("\n");
    expect([two, read("got").includes(":second")]).toEqual([one, true]);
    process.kill(Number(one), "SIGKILL");
    expect(await ended).toBe(74);
    expect(said.stderr).toContain("was ended by SIGKILL, and was to stay");
  },
};

describe("tt export --follow", () => {
  const told = new Map<string, Promise<void>>();
  beforeAll(() => {
    for (const [name, story] of Object.entries(stories)) {
      const going = story();
      // It is awaited by its test alone.
      going.catch(() => undefined);
      told.set(name, going);
    }
  });

  it.each(Object.keys(stories))("%s", (name) => told.get(name));

  it("refuses what ends or does not fit", () => {
    const home = tempDir();
    const code = (...args: string[]) => tt(["export", "--follow", ...args], { home }).code;
    expect(code("--since", "today")).toBe(2);
    expect(code("--dry-run")).toBe(2);
    expect(code("--end-mark")).toBe(2);
    expect(code("--ack", "--", "tt", "import")).toBe(2);
    expect(code("--full", "--", "tt", "import", "--replace")).toBe(2);
  });
});
