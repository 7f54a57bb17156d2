// What `tt export --follow` costs when it goes on for long:  node bench/follow.ts
//
//   --batches N      how often lines are appended (100)
//   --lines N        how many at a time (10,000), of which a third give an event
//   --consumer KIND  `ok`: one that stays and answers; `each`: one a batch; `none`: events go to /dev/null (ok)
//   --directories N  so many directories of projects, with an old log in each (10)
//   --idle SECONDS   how long nothing is written, at the end (60)
//   --collect        what is alive on the heap, after garbage was collected: now and then, for it takes time
//
// Ten batches go to one log, which is then deleted, so that the disk does not fill. Processor time is that of the program
// alone, by /proc: this runs on Linux. No agent but Claude Code has ever run in the home folder of the bench.

import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadManifest } from "../src/manifest/load.ts";
import { nextLine, type Session } from "./logs/claude-lines.ts";
import { seeded } from "./logs/random.ts";
import { textPool } from "./logs/text-pool.ts";

const { values } = parseArgs({
  options: {
    batches: { type: "string", default: "100" },
    lines: { type: "string", default: "10000" },
    consumer: { type: "string", default: "ok" },
    directories: { type: "string", default: "10" },
    idle: { type: "string", default: "60" },
    collect: { type: "boolean", default: false },
  },
});
const [batches, lines, directories, idle] = [values.batches, values.lines, values.directories, values.idle].map(Number);
const TOLD_EVERY = 10;
/** Of the clock of /proc. */
const TICKS = 100;

const home = mkdtempSync(join(tmpdir(), "tt-follow-"));
const projects = join(home, ".claude/projects");
const random = seeded(1);
const material = { random, text: textPool(random) };

function linesOf(session: Session, count: number): Buffer {
  const pieces: Buffer[] = [];
  for (let line = 0; line < count; line++)
    for (const piece of nextLine(session, material)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

function newSession(): Session {
  const at = { parent: "", message: "", tool: `toolu_${random.hex(24)}`, time: Date.UTC(2026, 0, 1) };
  return { id: random.uuid(), era: "context-last", cwd: "/home/ana/garden", ...at };
}

/** Reads what it gets, and answers each mark. */
const ANSWERS = `
let rest = "";
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const line of lines) if (line.startsWith('{"type":"end"')) console.log("ok " + JSON.parse(line).events);
});`;

/** What is alive, in MB, written to a file when a signal asks for it. */
const COLLECTS = `
process.on("SIGUSR2", () => {
  gc(); gc();
  const { heapUsed, external } = process.memoryUsage();
  require("node:fs").writeFileSync(process.env.ALIVE, String(Math.round((heapUsed + external) / 1e5) / 10));
});`;

const CONSUMERS: Readonly<Record<string, readonly string[]>> = {
  ok: ["--ack", "--", process.execPath, "-e", ANSWERS],
  each: ["--", "sh", "-c", "cat > /dev/null"],
  none: [],
};

for (let directory = 0; directory < (directories ?? 0); directory++) {
  const folder = join(projects, `-home-ana-${directory}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${random.uuid()}.jsonl`), linesOf(newSession(), 2));
}
const [alive, collects] = [join(home, "alive"), join(home, "collects.cjs")];
writeFileSync(collects, COLLECTS);
const child = spawn(
  process.execPath,
  [
    ...(values.collect ? ["--expose-gc", "--require", collects] : []),
    join(import.meta.dirname, "../bin/tt.js"),
    "export",
    "--follow",
    ...(CONSUMERS[values.consumer] ?? []),
  ],
  {
    stdio: ["ignore", openSync(devNull, "w"), "inherit"],
    env: { PATH: process.env["PATH"], HOME: home, ALIVE: alive },
    cwd: home,
  },
);
const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
const status = (name: string) =>
  Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024;

/** Seconds of the processor, in our name and in the system's. */
function processorTime(): number {
  const [, after = ""] = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ");
  const [user = 0, system = 0] = after.split(" ").slice(11, 13).map(Number);
  return (user + system) / TICKS;
}

function offsetOf(log: string): number {
  const { manifest } = loadManifest(join(home, ".time-tracker"), "claude-manifest.json");
  return Number(manifest.entries.get(log)?.["byte_offset"] ?? 0);
}

async function aliveNow(): Promise<string> {
  if (!values.collect) return "";
  rmSync(alive, { force: true });
  child.kill("SIGUSR2");
  while (!existsSync(alive)) await sleep(50);
  await sleep(50);
  return readFileSync(alive, "utf8");
}

console.log("| batches | resident MB | peak MB | alive MB | processor s |\n| ---: | ---: | ---: | ---: | ---: |");
try {
  let log = "";
  let written = 0;
  let session = newSession();
  for (let batch = 0; batch < (batches ?? 0); batch++) {
    if (batch % TOLD_EVERY === 0) {
      rmSync(log, { force: true });
      session = newSession();
      log = join(projects, "-home-ana-0", `${session.id}.jsonl`);
      written = 0;
    }
    const more = linesOf(session, lines ?? 0);
    appendFileSync(log, more);
    written += more.length;
    while (offsetOf(log) < written) {
      if (child.exitCode !== null) throw new Error("it ended");
      await sleep(50);
    }
    if (batch % TOLD_EVERY === TOLD_EVERY - 1 || batch === 0) {
      const cells = [
        batch + 1,
        status("VmRSS").toFixed(0),
        status("VmHWM").toFixed(0),
        await aliveNow(),
        processorTime().toFixed(1),
      ];
      console.log(`| ${cells.join(" | ")} |`);
    }
  }
  await sleep(5000);
  const [began, before] = [performance.now(), processorTime()];
  await sleep((idle ?? 0) * 1000);
  const share = (processorTime() - before) / ((performance.now() - began) / 1000);
  console.log(
    `\nidle for ${idle} s, ${directories} directories: ${(100 * share).toFixed(2)} % of a core, ${status("VmRSS").toFixed(0)} MB`,
  );
} finally {
  child.kill("SIGINT");
  console.log(`ended with ${await ended}`);
  rmSync(home, { recursive: true, force: true });
}
