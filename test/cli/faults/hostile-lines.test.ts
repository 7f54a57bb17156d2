/** Lines that were written to break a reader: the rest is exact, and what they cost is bounded. */
import { appendFileSync, closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { TrackedEvent } from "../../../src/events/event.ts";
import { garden, linesOf, prompt, toolCalls, type Garden } from "../../support/homes/garden.ts";
import { expectInTime } from "../../support/program/in-time.ts";
import { itAlso, playsLargest, some } from "../../support/shares.ts";

const MIB = 1 << 20;

/** Adds a line between two prompts; the export must give what the reference gives, then nothing. */
function survives(line: string | Buffer, newEvents: number): Garden {
  const world = garden();
  appendFileSync(world.log, Buffer.concat([Buffer.from(line), Buffer.from(`\n${prompt("after")}`)]));
  const { code, stdout } = world.sh("tt export");
  expect([code, linesOf(stdout)]).toEqual([0, world.full()]);
  expect(linesOf(stdout)).toHaveLength(5 + newEvents);
  for (const event of linesOf(stdout)) expect(Buffer.byteLength(event)).toBeLessThan(65_536);
  expect(world.sh("tt export")).toEqual({ code: 0, stdout: "", stderr: "" });
  return world;
}

/** A prompt whose text is as long as needed to make the line just so long. */
function promptOf(bytes: number): Buffer {
  const [head = "", tail = ""] = prompt("long").trimEnd().split("water the beds");
  return Buffer.concat([Buffer.from(head), Buffer.alloc(bytes - head.length - tail.length, "x"), Buffer.from(tail)]);
}

/** A prompt with one more member, as JSON text. */
function promptWith(member: string): string {
  return prompt("odd")
    .trimEnd()
    .replace(/\}$/, () => `,${member}}`);
}

/** What costs more than its share of every run. */
const large = (whole: number, small: number) => (playsLargest ? whole : small);

describe("a line", () => {
  itAlso("of 64 MiB is read, of one byte more it is passed over and counted", { timeout: 120_000 }, () => {
    const { sh, grow } = garden();
    for (const [size, events] of [
      [64 * MIB, 6],
      [64 * MIB + 1, 1],
    ] as const) {
      grow(`${promptOf(size).toString()}\n${prompt(`after${size}`)}`);
      expect(linesOf(sh("tt export --summary json 2> summary").stdout)).toHaveLength(events);
    }
    expect(sh("cat summary").stdout).toContain('"too-long":1');
  });

  const size = large(600, 256);
  itAlso(`of ${size} MiB, finished or not, costs little memory and time, and nothing of the rest`, () => {
    const { sh, log, home } = garden();
    writeFileSync(
      join(home, "peak.cjs"),
      `process.on("exit", () => require("node:fs").writeFileSync("peak", String(process.resourceUsage().maxRSS)));`,
    );
    const file = openSync(log, "a");
    const block = Buffer.alloc(16 * MIB, "[");
    for (let written = 0; written < size; written += 16) writeSync(file, block);
    expect(linesOf(sh("tt export").stdout)).toHaveLength(4);
    writeSync(file, Buffer.from(`\n${prompt("after")}`));
    closeSync(file);
    const began = Date.now();
    const { stdout } = sh("NODE_OPTIONS=--require=./peak.cjs tt export");
    expect(linesOf(stdout)).toEqual([expect.stringContaining(":after")]);
    expectInTime(Date.now() - began, 20_000);
    expect(Number(readFileSync(join(home, "peak"), "utf8"))).toBeLessThan(large(400_000, 240_000));
    expect(sh("tt export").stdout).toBe("");
    rmSync(log);
  });

  it.each([
    [
      "nested a million deep, in a field that does not matter",
      promptWith(`"x":${"[".repeat(1e6)}${"]".repeat(1e6)}`),
      1,
    ],
    ["nested a million deep, as objects", promptWith(`"x":${'{"a":'.repeat(1e6)}1${"}".repeat(1e6)}`), 1],
    ["of a million brackets that are never closed", `{"type":"user","x":${"[".repeat(1e6)}`, 0],
    [
      "with a key a hundred thousand times",
      promptWith(Array.from({ length: 1e5 }, () => '"uuid":"last"').join(",")),
      1,
    ],
    ["with a million keys", promptWith(Array.from({ length: 1e6 }, (_, at) => `"k${at}":1`).join(",")), 1],
    ["with a number of a million digits", promptWith(`"x":${"9".repeat(1e6)}`), 1],
    ["that begins a record a hundred thousand times", '{"type":"'.repeat(1e5), 0],
    ["of ten million bytes of NUL", Buffer.alloc(10 * MIB), 0],
    ["with an id of a million bytes", promptWith(`"uuid":"${"u".repeat(1e6)}"`), 1],
    ["with a path of ten million bytes", promptWith(`"cwd":"/${"\\u0000".repeat(1e6)}"`), 1],
    [
      "of tags that never close",
      promptWith(`"message":{"role":"user","content":"${"<system-reminder>".repeat(1e5)}"}`),
      1,
    ],
    [
      "of slashes and spaces",
      promptWith(`"message":{"role":"user","content":"${" ".repeat(1e5)}/${"/ ".repeat(1e5)}"}`),
      1,
    ],
  ])("%s costs little time, and nothing of the rest", (_, line, newEvents) => {
    const began = Date.now();
    survives(line, newEvents);
    expectInTime(Date.now() - began, 20_000);
  });

  it("that is nested ten million deep is read, with memory for a hundredth of that", { timeout: 120_000 }, () => {
    const { sh, log, full, grow } = garden();
    const levels = 10_000_000;
    const before = full().length;
    writeFileSync(log, promptWith('"x":').slice(0, -1), { flag: "a" });
    for (const brackets of ["[".repeat(levels), "]".repeat(levels)]) appendFileSync(log, brackets);
    grow(`}\n${prompt("after")}`);
    const { code, stdout, stderr } = sh("NODE_OPTIONS=--max-old-space-size=120 tt export");
    expect([code, linesOf(stdout).length, stderr]).toEqual([0, before + 2, ""]);
    expect(sh("tt export")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it(
    "for which there is too little memory is told with its byte; the other logs are exported, and it when there is more",
    { timeout: 120_000 },
    () => {
      const { sh, log, full, grow } = garden();
      const { size } = statSync(log);
      const content = `[{"type":"text","text":"dig"},${"{},".repeat(2_500_000)}{}]`;
      grow(promptWith(`"message":{"role":"user","content":${content}}`));
      grow(`\n${prompt("after")}`);
      writeFileSync(join(dirname(log), "s2.jsonl"), prompt("other", { sessionId: "s2" }));
      const little = "NODE_OPTIONS=--max-old-space-size=100 tt export";
      const first = sh(little);
      expect([first.code, linesOf(first.stdout).length]).toEqual([0, 6]);
      expect(first.stderr).toMatch(
        new RegExp(
          `^tt: warning: cannot read \`${log}\` at byte ${size} \\(it takes some \\d+ MB of memory, more than`,
        ),
      );
      const again = sh(`${little} --strict`);
      expect([again.code, again.stdout]).toEqual([3, ""]);
      const rest = sh("tt export");
      expect([...linesOf(first.stdout), ...linesOf(rest.stdout)].sort()).toEqual([...full()].sort());
      expect(sh("tt export")).toEqual({ code: 0, stdout: "", stderr: "" });
    },
  );

  const calls = large(300_000, 50_000);
  itAlso(`of ${calls} tool calls without ids gives them all`, { timeout: 60_000 }, () => {
    // Each named the line by hashing it anew, and all were joined to one string.
    const { sh, grow } = garden();
    grow(toolCalls("x", calls).replaceAll(/"id":"x-\d+",/g, ""));
    const ids = linesOf(sh("tt export").stdout).map((line) => (JSON.parse(line) as { readonly id: string }).id);
    expect(new Set(ids).size).toBe(calls + 4);
  });

  const sessions = large(100_000, 20_000);
  itAlso(`of another session each, ${sessions} times, costs linear time`, { timeout: 60_000 }, () => {
    const { sh, log } = garden();
    writeFileSync(log, Array.from({ length: sessions }, (_, at) => prompt(`u${at}`, { sessionId: `s${at}` })).join(""));
    expect(new Set(linesOf(sh("tt export").stdout)).size).toBe(2 * sessions);
    appendFileSync(log, prompt("later", { sessionId: `s${sessions - 1}` }));
    expect(linesOf(sh("tt export").stdout)).toEqual([expect.stringContaining(":later")]);
  });

  it("that is no record, ten thousand times, is told twenty times and counted", () => {
    const { sh, log, full } = garden();
    appendFileSync(log, "{\n".repeat(10_000) + prompt("after"));
    const { code, stdout, stderr } = sh("tt export");
    expect([code, linesOf(stdout)]).toEqual([0, full()]);
    expect(linesOf(stderr)).toHaveLength(21);
    expect(linesOf(stderr)[0]).toBe(
      `tt: warning: a line that is no record was skipped in \`${log}\` at byte ${statSync(log).size - 20_000 - prompt("after").length}`,
    );
    expect(linesOf(stderr).at(-1)).toContain("9,980 more");
  });
});

describe("names that objects have", () => {
  const names = ["__proto__", "constructor", "hasOwnProperty", "toString", "toJSON", "then", "__defineGetter__"];

  it.each(some(names, 3))("(%s) as ids, tools, paths and keys are names like any other", (name) => {
    const world = garden();
    const content = [{ type: "tool_use", id: name, name, input: { file_path: name, [name]: name } }];
    world.grow(prompt(name, { sessionId: name, cwd: name, gitBranch: name }));
    world.grow(prompt("p", { sessionId: name }).replace("}\n", `,${JSON.stringify(name)}:{"sessionId":"stolen"}}\n`));
    world.grow(prompt("t", { type: "assistant", message: { role: "assistant", content }, sessionId: name }));
    const { stdout } = world.sh("tt export");
    expect(linesOf(stdout)).toEqual(world.full());
    expect(stdout).not.toContain("stolen");
    expect(world.sh("tt export").stdout).toBe("");
  });
});

describe("what a field holds", () => {
  it("can neither end its event nor name it otherwise: every line is one event, its id ours", () => {
    const world = garden();
    for (const evil of [
      'x\n{"id":"forged"}',
      'x","id":"forged',
      "x\u2028y\u0085z",
      "a:b:started",
      "\ud800",
      "\u0000\u001b[2J",
    ])
      for (const field of ["sessionId", "uuid", "cwd", "gitBranch"])
        world.grow(prompt("u", { [field]: evil, id: "forged" }));
    const { stdout } = world.sh("tt export");
    expect(linesOf(stdout)).toEqual(world.full());
    for (const line of linesOf(stdout)) {
      const event = TrackedEvent.parse(JSON.parse(line));
      expect(event.id).toMatch(/^remote\.agent:[a-z_]+:[-0-9T:.]{23}Z:[A-Za-z0-9._%-]+(:started)?$/);
    }
  });
});

describe("one bad log", () => {
  it("changes no event of another", () => {
    const world = garden();
    const [first, ...rest] = world.full();
    for (const [index, bad] of ["\0\0\0", "\xff\xfe{\0", "{".repeat(1000), prompt("u0").slice(0, -5)].entries())
      writeFileSync(join(dirname(world.log), `r${index}.jsonl`), Buffer.from(bad, "latin1"));
    expect(linesOf(world.sh("tt export").stdout)).toEqual([first, ...rest]);
  });
});
