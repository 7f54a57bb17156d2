/** `tt export --follow`: what is written is exported within two seconds, and a signal loses nothing. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { prompt } from "../support/garden.ts";
import { startShell } from "../support/shell.ts";
import { tempDir } from "../support/temp.ts";
import { tt } from "../support/warm/tt.ts";

const PATIENCE_MS = 20_000;

function following(words: string) {
  const home = tempDir();
  const write = (name: string, line: string) => {
    const path = join(home, ".claude/projects", name);
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, line);
  };
  write("p/s1.jsonl", prompt("first"));
  const child = startShell(`exec $TT export --follow ${words}`, { home });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => (said.stdout += String(chunk)));
  child.stderr?.on("data", (chunk) => (said.stderr += String(chunk)));
  /** How long it takes until something is so. */
  const until = async (isSo: () => boolean) => {
    const began = performance.now();
    while (!isSo()) {
      if (performance.now() - began > PATIENCE_MS) throw new Error(`not so: ${said.stdout} ${said.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return performance.now() - began;
  };
  const news = () => tt(["export", "--dry-run", "--summary", "json"], { home }).stderr;
  return { home, write, child, ended, said, until, news };
}

describe("tt export --follow", () => {
  it("prints what is appended, and what new logs in new directories begin with; a signal ends it with all stored", async () => {
    const { write, child, ended, said, until, news } = following("");
    await until(() => said.stdout.includes(":first"));
    // The positions are stored and the directories watched a moment later.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const waits = [];
    for (const [name, key] of [
      ["p/s1.jsonl", "second"],
      ["p/s2.jsonl", "third"],
      ["q/r/s3.jsonl", "fourth"],
    ] as const) {
      write(name, prompt(key, { sessionId: name }));
      waits.push(await until(() => said.stdout.includes(`:${key}`)));
    }
    // Two seconds on a machine that has them; the net alone would take thirty.
    expect(Math.max(...waits)).toBeLessThan(10_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill("SIGINT");
    expect([await ended, said.stderr]).toEqual([130, ""]);
    expect(news()).not.toContain("user_message");
  });

  it("gives each batch to a consumer of its own, and ends when one fails", async () => {
    const { home, write, ended, until, said } = following(
      `-- sh -c 'echo batch >> batches; cat >> got; test ! -e fail'`,
    );
    const read = (name: string) => (existsSync(join(home, name)) ? readFileSync(join(home, name), "utf8") : "");
    await until(() => read("got").includes(":first"));
    write("p/s1.jsonl", prompt("second"));
    await until(() => read("got").includes(":second"));
    expect(read("batches").split("\n").length - 1).toBeGreaterThanOrEqual(2);
    writeFileSync(join(home, "fail"), "");
    write("p/s1.jsonl", prompt("third"));
    expect(await ended).toBe(74);
    expect(said.stderr).toContain("exited with code 1");
    expect(tt(["export"], { home }).stdout).toContain(":third");
  });

  it("with --ack keeps one consumer, which answers each batch, and ends when it goes away", async () => {
    const script = `while read -r line; do case $line in *lines_sha256*) n=$(expr "$line" : ".*\\"events\\":\\([0-9]*\\)"); echo $$ >> pids; echo "ok $n";; *) echo "$line" >> got;; esac; done`;
    const { home, write, ended, until, said } = following(`--ack -- sh -c '${script}'`);
    const read = (name: string) => (existsSync(join(home, name)) ? readFileSync(join(home, name), "utf8") : "");
    await until(() => read("pids") !== "");
    await new Promise((resolve) => setTimeout(resolve, 500));
    write("p/s1.jsonl", prompt("second"));
    await until(() => read("pids").split("\n").length > 2);
    const [first, second] = read("pids").split("\n");
    expect([second, read("got").includes(":second")]).toEqual([first, true]);
    process.kill(Number(first), "SIGKILL");
    expect(await ended).toBe(74);
    expect(said.stderr).toContain("was ended by SIGKILL, and was to stay");
  });

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
