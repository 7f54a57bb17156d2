/**
 * Writes `fixtures/demo`: a believable week of one person's work with Claude Code in three projects, two of them in
 * parallel on two afternoons, one turn with a sub-agent. From a seed, so that the same week comes out every time.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { seededRandom, type Random } from "../../test/support/random/random.ts";

const home = join(import.meta.dirname, "../../fixtures/demo/home");

interface Project {
  readonly cwd: string;
  readonly branch: string;
  readonly files: readonly [string, ...string[]];
  readonly wishes: readonly [string, ...string[]];
}

const GARDEN: Project = {
  cwd: "/home/ana/garden",
  branch: "seed-calendar",
  files: ["src/calendar.ts", "src/beds.ts", "test/calendar.test.ts", "README.md"],
  wishes: [
    "show the sowing dates by bed",
    "the frost date is off by a day, find out why",
    "write a test for leap years",
  ],
};
const LEDGER: Project = {
  cwd: "/home/ana/ledger",
  branch: "main",
  files: ["ledger/parse.py", "ledger/report.py", "tests/test_parse.py"],
  wishes: [
    "parse amounts with a comma",
    "sum by month and by account",
    "why is this test slow?",
    "make the report wider",
  ],
};
const ATLAS: Project = {
  cwd: "/home/ana/atlas",
  branch: "tiles",
  files: ["cmd/atlas/main.go", "tiles/render.go", "tiles/render_test.go"],
  wishes: [
    "render labels along rivers",
    "cache tiles on disk",
    "profile the renderer",
    "explain how the projection works",
  ],
};

/** A sitting: when it began (UTC), on what, and how many prompts the person sent. */
const WEEK: readonly (readonly [string, Project, number])[] = [
  ["2026-03-02T08:05", GARDEN, 9],
  ["2026-03-02T13:10", LEDGER, 12],
  ["2026-03-03T08:20", ATLAS, 14],
  ["2026-03-03T13:00", GARDEN, 8],
  ["2026-03-03T13:20", ATLAS, 7],
  ["2026-03-04T09:00", LEDGER, 10],
  ["2026-03-04T14:30", LEDGER, 5],
  ["2026-03-05T08:10", GARDEN, 11],
  ["2026-03-05T13:05", ATLAS, 9],
  ["2026-03-05T13:40", LEDGER, 6],
  ["2026-03-05T22:40", GARDEN, 4],
  ["2026-03-06T08:30", ATLAS, 10],
];

const TOOLS = ["Read", "Read", "Grep", "Edit", "Edit", "Bash", "Bash", "Write"] as const;

/** One session's log, line by line, and a clock that only goes on. */
class Transcript {
  readonly #chance: Random;
  readonly #project: Project;
  readonly id: string;
  readonly lines: string[] = [];
  #now: number;
  #calls = 0;

  constructor(chance: Random, project: Project, start: number) {
    this.#chance = chance;
    this.#project = project;
    this.#now = start;
    this.id = uuid(chance);
  }

  sitting(prompts: number): void {
    for (let at = 0; at < prompts; at++) this.#turn(at === 2);
  }

  #turn(isLong: boolean): void {
    const { wishes } = this.#project;
    this.#line({ type: "user", message: { role: "user", content: this.#chance.pick(wishes) } }, PROMPT);
    const began = this.#now;
    for (let left = this.#chance.below(isLong ? 14 : 7); left > 0; left--) this.#call();
    this.#wait(3, 25);
    this.#assistant([{ type: "text", text: "Done. The tests pass." }]);
    this.#line({ type: "system", subtype: "turn_duration", durationMs: this.#now - began, messageCount: 4 });
    // Reading, thinking, a walk to the kettle.
    if (this.#chance.chance(0.12)) this.#wait(600, 1500);
    else this.#wait(20, 220);
  }

  #call(): void {
    this.#wait(2, 40);
    const tool = this.#chance.pick(TOOLS);
    const file = `${this.#project.cwd}/${this.#chance.pick(this.#project.files)}`;
    const input =
      tool === "Bash"
        ? { command: "make test" }
        : tool === "Grep"
          ? { pattern: "date", path: file }
          : { file_path: file };
    const id = this.toolId();
    this.#assistant([{ type: "tool_use", id, name: tool, input }]);
    this.#wait(0, tool === "Bash" ? 60 : 2);
    this.#line({
      type: "user",
      message: { role: "user", content: [{ tool_use_id: id, type: "tool_result", content: "ok" }] },
    });
  }

  /** A sub-agent that reads around while its parent waits. */
  subAgent(): readonly [string, string] {
    const agentId = this.#hex(17);
    const own = new Transcript(this.#chance, this.#project, this.#now - 600_000);
    for (let left = 9; left > 0; left--) own.#call();
    const lines = own.lines.map((line) => {
      const record = JSON.parse(line) as Record<string, unknown>;
      return JSON.stringify({ ...record, isSidechain: true, agentId, sessionId: this.id });
    });
    return [`${this.id}/subagents/agent-${agentId}.jsonl`, `${lines.join("\n")}\n`];
  }

  toolId(): string {
    return `toolu_${this.#hex(20)}${this.#calls++}`;
  }

  #assistant(content: readonly object[]): void {
    this.#line({
      message: { model: "claude-opus-4-8", id: `msg_${this.#hex(12)}`, type: "message", role: "assistant", content },
      type: "assistant",
    });
  }

  #line(fields: object, more: object = {}): void {
    const { cwd, branch } = this.#project;
    this.lines.push(
      JSON.stringify({
        parentUuid: null,
        isSidechain: false,
        ...fields,
        uuid: uuid(this.#chance),
        timestamp: new Date(this.#now).toISOString(),
        ...more,
        userType: "external",
        entrypoint: "cli",
        cwd,
        sessionId: this.id,
        version: "2.1.185",
        gitBranch: branch,
      }),
    );
  }

  #wait(least: number, most: number): void {
    this.#now += least * 1000 + this.#chance.below((most - least) * 1000);
  }

  #hex(length: number): string {
    return Array.from({ length }, () => this.#chance.below(16).toString(16)).join("");
  }
}

const PROMPT = { permissionMode: "default", promptSource: "typed" };

function uuid(chance: Random): string {
  const hex = (length: number) => Array.from({ length }, () => chance.below(16).toString(16)).join("");
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}

function write(project: Project, path: string, text: string): void {
  const file = join(home, ".claude/projects", project.cwd.replaceAll("/", "-"), path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

rmSync(home, { recursive: true, force: true });
const chance = seededRandom(20_260_302);
for (const [at, [start, project, prompts]] of WEEK.entries()) {
  const transcript = new Transcript(chance, project, Date.parse(`${start}:00.000Z`));
  transcript.sitting(prompts);
  if (at === 7) write(project, ...transcript.subAgent());
  write(project, `${transcript.id}.jsonl`, `${transcript.lines.join("\n")}\n`);
}
