// A day of many developers through a real server of NATS JetStream, as fast as it takes it:  node bench/scale/scale.ts
//
//   --developers N   how many (1,000)
//   --events N       events of a developer, on average (500)
//   --repeat SHARE   batches that are sent twice at once, as after an answer that was lost (0.05)
//   --late SHARE     of the day, sent again when the window is over, as after a `--full` (0)
//   --window SECONDS how long the server knows an ID (7,200)
//   --open N         messages under way at once (10,000)
//   --exact          a subject for each event, which can be there once only, instead of a window
//   --warehouse      load what was read from the stream into ClickHouse, twice (`npm install --no-save --prefix test/engines`)
//
// Starts a server of its own in the temporary directory and needs `nats-server`. What is printed is in docs/scale.md.

import { spawnSync } from "node:child_process";
import { closeSync, createReadStream, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { jetstreamManager, jetstream, type StreamConfig } from "@nats-io/jetstream";
import { connect, headers, nanos, type NatsConnection } from "@nats-io/transport-node";
import { recipe } from "../../test/support/homes/recipe.ts";
import { startNats, type NatsServer } from "../../test/support/servers/nats.ts";
import { DIGITS, teamOf, writeDay } from "./day.ts";

const { values } = parseArgs({
  options: {
    developers: { type: "string", default: "1000" },
    events: { type: "string", default: "500" },
    repeat: { type: "string", default: "0.05" },
    late: { type: "string", default: "0" },
    window: { type: "string", default: "7200" },
    open: { type: "string", default: "10000" },
    exact: { type: "boolean", default: false },
    warehouse: { type: "boolean", default: false },
  },
});
const STREAM = "TT";
const SEED = 1;
const repeat = Number(values.repeat);
const window = Number(values.window);

const scratch = mkdtempSync(join(tmpdir(), "tt-scale-"));
const at = (name: string) => join(scratch, name);

function config(): Partial<StreamConfig> & { name: string } {
  const stream = { name: STREAM, storage: "file", max_age: nanos(14 * 86_400_000), discard: "new" } as const;
  return values.exact
    ? { ...stream, subjects: ["tt.*.*.*"], duplicate_window: nanos(1000) }
    : { ...stream, subjects: ["tt.*.*"], duplicate_window: nanos(window * 1000) };
}

/** What the server answers to a repeat: that it knows the ID, or that the subject has its one message. */
const DROPPED = /"duplicate": ?true|"err_code": ?10071/;

interface Sent {
  events: number;
  bytes: number;
  repeated: number;
  refused: number;
}

/** Publishes lines and counts what the server answers, with so many under way at most. */
class Publisher {
  readonly #server: NatsConnection;
  readonly #inbox = "_INBOX.scale";
  #open = 0;
  #go: () => void = () => undefined;
  readonly sent: Sent = { events: 0, bytes: 0, repeated: 0, refused: 0 };

  constructor(server: NatsConnection) {
    this.#server = server;
    server.subscribe(this.#inbox, {
      callback: (_, message) => {
        const answer = message.string();
        if (DROPPED.test(answer)) this.sent.refused++;
        else if (!answer.includes('"seq"')) throw new Error(`not stored: ${answer}`);
        this.#open--;
        if (this.#open <= Number(values.open) / 2) this.#go();
      },
    });
  }

  async publish(lines: readonly Buffer[]): Promise<void> {
    for (const line of lines) {
      const id = line.toString("latin1", 7, line.indexOf('"', 7));
      const machine = id.slice(0, id.indexOf(":"));
      const subject = `tt.${teamOf(machine)}.${machine}`;
      const head = headers();
      if (values.exact) head.set("Nats-Expected-Last-Subject-Sequence", "0");
      else head.set("Nats-Msg-Id", id);
      const one = values.exact ? `${subject}.${id.slice(id.lastIndexOf(":") + 1)}` : subject;
      this.#server.publish(one, line, { reply: this.#inbox, headers: head });
      this.#open++;
      this.sent.events++;
      this.sent.bytes += line.length;
    }
    if (this.#open > Number(values.open)) await new Promise<void>((resolve) => (this.#go = resolve));
  }

  /** Waits until everything is answered. */
  async end(): Promise<void> {
    while (this.#open > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** The lines of the day, as machines deliver them. */
async function* batches(path: string): AsyncGenerator<readonly Buffer[]> {
  let rest = Buffer.alloc(0);
  let batch: Buffer[] = [];
  let whose = "";
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      const line = bytes.subarray(from, end);
      const machine = line.toString("latin1", 7, line.indexOf(":", 7));
      if (machine !== whose && batch.length > 0) {
        yield batch;
        batch = [];
      }
      whose = machine;
      batch.push(line);
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
  yield batch;
}

async function send(server: NatsConnection, path: string, share: number): Promise<Sent> {
  const publisher = new Publisher(server);
  let due = 0;
  for await (const batch of batches(path)) {
    await publisher.publish(batch);
    due += share;
    if (due < 1) continue;
    due--;
    publisher.sent.repeated += batch.length;
    await publisher.publish(batch);
  }
  await publisher.end();
  return publisher.sent;
}

/** The beginning of the day once more, when the server has forgotten it. */
async function sendLate(server: NatsConnection, path: string, events: number): Promise<Sent> {
  const publisher = new Publisher(server);
  for await (const batch of batches(path)) {
    if (publisher.sent.events >= events) break;
    await publisher.publish(batch);
  }
  await publisher.end();
  return publisher.sent;
}

/** Ends the server and starts it again with what it has on disk; returns it when the stream is there. */
async function restarted(server: NatsServer): Promise<NatsServer> {
  await server.stop();
  const begun = performance.now();
  const again = await startNats(at("jetstream"));
  const connection = await connect({ servers: again.url });
  await (await jetstreamManager(connection)).streams.info(STREAM);
  tell("started again in", `${((performance.now() - begun) / 1000).toFixed(1)} s; ${memoryOf(again.pid)}`);
  await connection.close();
  return again;
}

/** Reads the whole stream into a file, and counts how many different events there are. */
async function readBack(server: NatsConnection, path: string, events: number, messages: number): Promise<number> {
  const seen = new Uint8Array(events);
  const out = openSync(path, "w");
  const consumer = await jetstream(server).consumers.get(STREAM);
  let read = 0;
  let text: string[] = [];
  const flush = () => {
    writeSync(out, text.join(""));
    text = [];
  };
  const stream = await consumer.consume({ max_messages: 20_000 });
  for await (const message of stream) {
    const line = message.string();
    const end = line.indexOf('"', 7);
    seen[Number.parseInt(line.slice(end - DIGITS, end), 16)] = 1;
    text.push(`${line}\n`);
    if (text.length >= 10_000) flush();
    if (++read === messages) break;
  }
  flush();
  closeSync(out);
  return seen.reduce((sum, one) => sum + one, 0);
}

/** Loads a file by the recipe, and tells what ClickHouse says of it. */
function load(path: string): void {
  const clickhouse = (query: string, input?: string) => {
    const stdin = input === undefined ? ("ignore" as const) : openSync(input, "r");
    const program = join(import.meta.dirname, "../../test/engines/clickhouse-client.mjs");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, "--query", query], {
      cwd: scratch,
      stdio: [stdin, "pipe", "pipe"],
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`clickhouse: ${stderr}`);
    return stdout.trim();
  };
  const queries = [...recipe("run: clickhouse").matchAll(/--query "([^"]*)"/g)].map(([, query = ""]) => query);
  const [create = "", insert = ""] = queries;
  clickhouse(create);
  for (let times = 1; times <= 2; times++) {
    const took = timed(() => clickhouse(insert, path));
    const [rows, once] = clickhouse("select (select count() from events), count() from events final").split("\t");
    tell(`loaded ${times === 1 ? "once" : "twice"}`, `${took} s, ${rows} rows, ${once} with final`);
  }
  const merged = timed(() => clickhouse("optimize table events final"));
  const parts = "from system.parts where table = 'events' and active";
  const [rows = "", bytes = ""] = clickhouse(`select sum(rows), sum(bytes_on_disk) ${parts}`).split("\t");
  tell("merged", `${merged} s, ${rows} rows, ${(Number(bytes) / Number(rows)).toFixed(1)} bytes an event on disk`);
}

function timed(work: () => unknown): string {
  const begun = performance.now();
  work();
  return ((performance.now() - begun) / 1000).toFixed(1);
}

function memoryOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const of = (name: string) => (Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024).toFixed(0);
    return `${of("VmRSS")} MB, at most ${of("VmHWM")}`;
  } catch {
    return "not told here";
  }
}

/** Seconds of the processor, of a process of Linux. */
function processorOf(pid: number): number {
  try {
    const [, words = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
    const [user, system] = words.split(" ").slice(11, 13).map(Number);
    return ((user ?? 0) + (system ?? 0)) / 100;
  } catch {
    return Number.NaN;
  }
}

function sizeOf(folder: string): number {
  const { stdout } = spawnSync("du", ["-sk", folder], { encoding: "utf8" });
  return Number.parseInt(stdout, 10) * 1024;
}

function tell(what: string, figure: string): void {
  console.log(`${what.padEnd(22)} ${figure}`);
}

async function main(): Promise<boolean> {
  const day = { developers: Number(values.developers), events: Number(values.events), seed: SEED };
  const events = writeDay(at("day.ndjson"), day);
  const { size } = statSync(at("day.ndjson"));
  tell("the day", `${events} events of ${day.developers} developers, ${(size / events).toFixed(0)} bytes an event`);
  let nats = await startNats(at("jetstream"));
  try {
    tell("memory of the server", memoryOf(nats.pid));
    const isDropped = await fill(nats, events);
    nats = await restarted(nats);
    const { late, isKnown } = await fillAgain(nats, events);
    const isWhole = await check(nats, events, late);
    return isDropped && isKnown && isWhole;
  } finally {
    await nats.stop();
  }
}

/** Sends the day; tells whether every repeat was dropped. */
async function fill(nats: NatsServer, events: number): Promise<boolean> {
  const server = await connect({ servers: nats.url });
  await (await jetstreamManager(server)).streams.add(config());
  const before = { ours: process.cpuUsage(), theirs: processorOf(nats.pid) };
  const begun = performance.now();
  const sent = await send(server, at("day.ndjson"), repeat);
  const seconds = (performance.now() - begun) / 1000;
  const rate = `${(sent.events / seconds).toFixed(0)} messages/s, ${(sent.bytes / seconds / 1e6).toFixed(1)} MB/s`;
  tell("sent", `${sent.events} in ${seconds.toFixed(1)} s: ${rate}`);
  const each = (processor: number) => `${((processor / sent.events) * 1e6).toFixed(1)} µs`;
  const ours = process.cpuUsage(before.ours);
  const client = each((ours.user + ours.system) / 1e6);
  tell("processor", `${each(processorOf(nats.pid) - before.theirs)} a message of the server, ${client} of the client`);
  tell("of them repeats", `${sent.repeated}, dropped by the server ${sent.refused}`);
  tell("memory of the server", memoryOf(nats.pid));
  await server.close();
  return sent.refused === sent.repeated && sent.events === events + sent.repeated;
}

/** Sends a hundredth of the day to the server that was started again and, if asked to, a share when it has forgotten it. */
async function fillAgain(nats: NatsServer, events: number): Promise<{ late: number; isKnown: boolean }> {
  const server = await connect({ servers: nats.url });
  const share = Number(values.late);
  if (share > 0) await new Promise((resolve) => setTimeout(resolve, 2 * window * 1000));
  const again = await sendLate(server, at("day.ndjson"), (share || 0.01) * events);
  tell(share > 0 ? "sent again later" : "sent again then", `${again.events}, dropped by the server ${again.refused}`);
  await server.close();
  const late = again.events - again.refused;
  return { late, isKnown: share > 0 || late === 0 };
}

/** Reads the stream, and tells whether it holds each event. */
async function check(nats: NatsServer, events: number, late: number): Promise<boolean> {
  const server = await connect({ servers: nats.url });
  const { state } = await (await jetstreamManager(server)).streams.info(STREAM);
  const bytes = `${(state.bytes / state.messages).toFixed(0)} bytes each as the server counts them`;
  tell("in the stream", `${state.messages} messages, ${bytes}`);
  tell("on disk", `${(sizeOf(at("jetstream")) / state.messages).toFixed(0)} bytes a message`);
  const begun = performance.now();
  const distinct = await readBack(server, at("read.ndjson"), events, state.messages);
  const took = (performance.now() - begun) / 1000;
  tell("read back", `${distinct} different events, ${(state.messages / took).toFixed(0)} messages/s`);
  await server.close();
  if (values.warehouse) load(at("read.ndjson"));
  return state.messages === events + late && distinct === events;
}

try {
  const isRight = await main();
  tell("each event once", isRight ? "yes" : "NO");
  if (!isRight) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
