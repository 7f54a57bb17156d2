/**
 * Logs of Claude Code with everything that was seen to go wrong in them, and what could: from a seed, the same bytes on
 * every machine. Most lines give events.
 */
import { seededRandom, type Random } from "./random.ts";
import { nextRecord, type Scene } from "./ugly-records.ts";

/** One log of a session. */
export function uglyLog(seed: number, options: { readonly lines?: number } = {}): Buffer {
  const random = seededRandom(seed);
  const lines = options.lines ?? 5 + random.below(120);
  return writeLog(newScene(random, `m${(seed >>> 0).toString(36)}`, false), { lines, earlier: [] });
}

/** The logs, and what is none, of a Claude directory: paths below it, as `projects/-home-ana-garden/s.jsonl`. */
export function uglyTree(seed: number): ReadonlyMap<string, Buffer> {
  const random = seededRandom(seed ^ 0x7ee5);
  const files = new Map<string, Buffer>();
  const count = 1 + random.below(3);
  for (let index = 0; index < count; index += 1) {
    const project = random.pick(projects);
    for (const [path, bytes] of projectFiles(random, `p${(seed >>> 0).toString(36)}${index}`)) {
      files.set(`projects/${project}/${path}`, bytes);
    }
  }
  if (random.chance(0.2)) files.set("projects/loose.jsonl", uglyLog(seed, { lines: 5 }));
  if (random.chance(0.5)) files.set("history.jsonl", Buffer.from('{"display":"not below projects"}\n'));
  return files;
}

const projects = [
  "-home-ana-garden",
  "-home-ana-garden",
  "-home-ana-garden-beans",
  "-home-ana.garden",
  "C--Users-ana",
  ".hidden",
  "odd 🌱\nname",
  "tool-results",
  "memory",
  "subagents",
  "agent-like.jsonl",
] as const;

function projectFiles(random: Random, mark: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const main = newScene(random.branch(), `${mark}a`, false);
  const session = main.sessions[0];
  const lines = random.below(60);
  const log = writeLog(main, { lines, earlier: [] });
  files.set(`${session}.jsonl`, log);
  const add = (share: number, path: string, subAgent: boolean): void => {
    if (!random.chance(share)) return;
    const scene = newScene(random.branch(), `${mark}${files.size}`, subAgent);
    files.set(path, writeLog({ ...scene, sessions: main.sessions }, { lines: 1 + random.below(20), earlier: [] }));
  };
  add(0.5, "agent-0a1b2c3d.jsonl", true);
  add(0.5, `${session}/subagents/agent-0123456789abcdef0.jsonl`, true);
  add(0.3, `${session}/subagents/workflows/wf_1/agent-1.jsonl`, true);
  add(0.3, `${session}/subagents/workflows/wf_1/journal.jsonl`, true);
  add(0.2, `${session}/subagents/any name.jsonl`, true);
  add(0.3, `${session}/tool-results/out.jsonl`, false);
  add(0.2, `${session}/subagents/tool-results/deep/out.jsonl`, true);
  add(0.2, "memory/notes.jsonl", false);
  add(0.2, "journal.jsonl", false);
  add(0.2, "x.JSONL", false);
  add(0.2, "x.jsonl.bak", false);
  add(0.2, ".jsonl", false);
  add(0.2, ".hidden.jsonl", false);
  add(0.2, "deep/er/and-deeper/not-agent-.jsonl", false);
  add(0.2, "directory.jsonl/x.jsonl", false);
  // A resumed or forked session: the history again under another session, then what is new.
  if (random.chance(0.5)) {
    const fork = newScene(random.branch(), `${mark}f`, false);
    const history = finishedLines(log).map((line) => retold(line, session, fork.sessions[0]));
    files.set(`${fork.sessions[0]}.jsonl`, writeLog(fork, { lines: 1 + random.below(15), earlier: history }));
  }
  if (random.chance(0.2)) files.set("empty.jsonl", Buffer.alloc(0));
  return files;
}

function newScene(random: Random, mark: string, subAgent: boolean): Scene {
  const session = (digit: number): string => `${digit.toString().repeat(8)}-1111-4111-8111-${mark.padStart(12, "0")}`;
  return {
    random,
    mark,
    sessions: random.chance(0.8) ? [session(1)] : [session(1), session(2), session(3)],
    subAgent,
    contextFirst: random.chance(0.4),
    instant: Date.UTC(2026, 2, 2, 9) + random.below(86_400_000),
    minted: 0,
  };
}

/** Writes what was there earlier, then as many lines as asked for, more or less: some are glued, some are repeated. */
function writeLog(scene: Scene, wanted: { readonly lines: number; readonly earlier: readonly Buffer[] }): Buffer {
  const { random } = scene;
  const written: Buffer[] = [...wanted.earlier];
  const newline = random.chance(0.05) ? "\r\n" : "\n";
  for (let line = 0; line < wanted.lines; line += 1) {
    const replay = random.chance(0.02) ? random.below(written.length) : written.length;
    // Some releases append a block of old lines again, now and then with another place in them.
    written.push(...written.slice(replay, replay + 1 + random.below(6)).map((old) => replayed(old, random)));
    written.push(random.chance(0.1) ? uglyLine(scene) : Buffer.from(nextRecord(scene)));
  }
  const log = written.flatMap((line) => [line, Buffer.from(newline)]);
  if (random.chance(0.08)) log.unshift(Buffer.from("\ufeff"));
  if (random.chance(0.35)) log.push(unfinished(scene));
  return Buffer.concat(log);
}

const replayed = (line: Buffer, random: Random): Buffer =>
  random.chance(0.6)
    ? line
    : Buffer.from(
        line.toString("latin1").replaceAll('"cwd":"/home/ana/garden"', '"cwd":"/home/ana/elsewhere"'),
        "latin1",
      );

/** A line as it stands in a copy of its session. */
const retold = (line: Buffer, from: string, to: string): Buffer =>
  Buffer.from(line.toString("latin1").replaceAll(from, to), "latin1");

const finishedLines = (log: Buffer): Buffer[] =>
  log
    .toString("latin1")
    .split("\n")
    .slice(0, -1)
    .map((line) => Buffer.from(line, "latin1"));

/** What stands behind the last newline: a part of a record, or a whole one that nothing tells from finished. */
function unfinished(scene: Scene): Buffer {
  const record = Buffer.from(nextRecord(scene));
  return scene.random.chance(0.5) ? record : record.subarray(0, scene.random.below(record.length));
}

/** A line that is not simply one record. No part of it holds a newline. */
function uglyLine(scene: Scene): Buffer {
  const { random } = scene;
  const record = (): Buffer => Buffer.from(nextRecord(scene));
  const stub = (): Buffer => cut(record(), random);
  const glue = (...parts: readonly (Buffer | string)[]): Buffer =>
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  return random.weigh<() => Buffer>([
    [10, () => glue(record(), record())],
    [4, () => glue(record(), record(), record())],
    [2, () => glue(record(), " ", record(), "\r")],
    [8, () => glue(stub(), record())],
    [3, () => glue(stub(), stub(), record())],
    [3, () => glue(record(), stub(), record())],
    [2, () => glue(record(), stub())],
    [3, () => stub()],
    [10, () => withInserted(record(), Buffer.alloc(1 + random.below(40)), random)],
    [3, () => glue(Buffer.alloc(1 + random.below(300)), record(), Buffer.alloc(2), "\r", Buffer.alloc(1))],
    [2, () => Buffer.alloc(1 + random.below(9))],
    [8, () => withInserted(record(), Buffer.from(random.pick(notUtf8)), random)],
    [6, () => withoutOneByteOfMany(record())],
    [6, () => glue(record(), "\r")],
    [2, () => glue(record(), "\r\r")],
    [4, () => glue(random.pick([" ", "\t", "  \r", "\u00a0", "\ufeff", "x", ",", "["]), record())],
    [4, () => glue(random.pick(["", "", " ", "\r", "\t \r", "\u00a0"]))],
    [4, () => glue(random.pick(["null", "[]", "{}", "5", '"x"', "no JSON", "{'a':1}", "[{}]", '{"a":1,}', "\ufeff"]))],
    [1, () => glue("x", '{"type":"'.repeat(61 + random.below(5)), record())],
    [1, () => glue(...Array.from({ length: 60 + random.below(8) }, () => '{"type":"x"}'), record())],
    [1, () => glue("[", record(), "]")],
    [1, () => glue(record().subarray(0, -1), `,"pad":"${"long ".repeat(20_000)}"}`)],
  ])();
}

const notUtf8: readonly [number[], ...number[][]] = [
  [0xff],
  [0xe2, 0x82],
  [0xf0, 0x9f, 0x8c],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0x80, 0xbf],
  [0xe2, 0x80, 0xa8],
  [0xef, 0xbb, 0xbf],
];

const cut = (record: Buffer, random: Random): Buffer => record.subarray(0, 1 + random.below(record.length - 1));

function withInserted(record: Buffer, inserted: Buffer, random: Random): Buffer {
  const place = random.below(record.length + 1);
  return Buffer.concat([record.subarray(0, place), inserted, record.subarray(place)]);
}

/** Cuts the last byte off the first character of several bytes, if there is one. */
function withoutOneByteOfMany(record: Buffer): Buffer {
  const start = record.findIndex((byte) => byte >= 0xc0);
  if (start === -1) return record;
  const end = record.findIndex((byte, index) => index > start && (byte < 0x80 || byte >= 0xc0));
  return Buffer.concat([record.subarray(0, end - 1), record.subarray(end)]);
}
