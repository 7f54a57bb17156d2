/** The programs in docs/streams against a real server of NATS JetStream: what the stream holds, and what is read from it. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { DONE, EVENTS, has, hasEngine, kitchen } from "../../support/homes/kitchen.ts";
import { tt } from "../../support/warm/tt.ts";
import { recipe } from "../../support/homes/recipe.ts";
import { startNats } from "../../support/servers/nats.ts";
import { itAlso } from "../../support/shares.ts";

const repository = join(import.meta.dirname, "../../..");
const warehouse = hasEngine("clickhouse-client") ? "clickhouse" : has("sqlite3") ? "sqlite" : undefined;

/** A kitchen with the programs, a server, and the stream. */
async function harbour() {
  const { home, run } = kitchen();
  cpSync(join(repository, "docs/streams"), home, { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(home, "node_modules"));
  const config = join(home, "nats.conf");
  writeFileSync(config, recipe("file: nats.conf"));
  const passwords = { WAREHOUSE_PASSWORD: "much", ANA_PASSWORD: "little" };
  const server = await startNats(join(home, "jetstream"), { config, env: passwords });
  onTestFinished(() => server.stop());
  const all = { NATS_URL: server.url, NATS_USER: "warehouse", NATS_PASSWORD: "much" };
  const sh = (script: string, more: Readonly<Record<string, string>> = {}) => run(script, { ...all, ...more });
  /** As the one machine that is known. */
  const asAna = (script: string) => sh(script, { NATS_USER: "ana-laptop", NATS_PASSWORD: "little" });
  const connected = async <Value>(ask: (connection: NatsConnection) => Promise<Value>) => {
    const connection = await connect({ servers: server.url, user: "warehouse", pass: "much" });
    try {
      return await ask(connection);
    } finally {
      await connection.close();
    }
  };
  /** What the server says that the stream holds. */
  const held = () =>
    connected(async (connection) => {
      const { streams } = await jetstreamManager(connection);
      const { state } = await streams.info("TT", { subjects_filter: ">" });
      const first = await streams.getMessage("TT", { seq: state.first_seq });
      return { messages: state.messages, subjects: state.subjects ?? {}, first: first?.string() };
    });
  /** Makes the window short, and waits until the server has forgotten every ID of before. */
  const outlived = () =>
    connected(async (connection) => {
      const subject = "tt.team.probe";
      const isKnown = async () => (await jetstream(connection).publish(subject, "{}", { msgID: "probe" })).duplicate;
      await isKnown();
      expect(sh(recipe("run: nats-stream"), { TT_WINDOW_SECONDS: "0.1" })).toEqual(DONE);
      // An ID that is known is not known for longer by being sent again.
      await vi.waitUntil(async () => !(await isKnown()), { timeout: 10_000, interval: 50 });
      await (await jetstreamManager(connection)).streams.purge("TT", { filter: subject });
    });
  const forget = () => rmSync(join(home, ".time-tracker"), { recursive: true });
  return { home, sh, asAna, held, outlived, forget };
}

describe.skipIf(!has("nats-server"))("a stream of NATS JetStream (skipped without nats-server)", () => {
  itAlso(
    "drops what is repeated within its window; what is repeated later is in the warehouse once all the same",
    async () => {
      const { home, sh, asAna, held, outlived, forget } = await harbour();
      expect(sh(recipe("run: nats-stream"))).toEqual(DONE);
      expect(asAna(recipe("run: nats-export"))).toEqual(DONE);
      expect((await held()).subjects).toEqual({ "tt.team.ana-laptop": EVENTS });
      // The positions are lost, and everything is delivered again.
      forget();
      expect(asAna(recipe("run: nats-export"))).toEqual(DONE);
      expect((await held()).messages).toBe(EVENTS);
      await outlived();
      forget();
      expect(asAna(recipe("run: nats-export"))).toEqual(DONE);
      expect((await held()).messages).toBe(2 * EVENTS);
      if (warehouse === undefined) return;
      const load = recipe("run: nats-load");
      const once = { TT_ONCE: "1" };
      writeFileSync(join(home, "load.sh"), "exit 3\n");
      const why = "from-nats: sh ended with 3: its events stay in the stream\n";
      expect(sh(load, once)).toEqual({ code: 1, stdout: "", stderr: why });
      writeFileSync(join(home, "load.sh"), recipe(`run: ${warehouse}`));
      expect(sh(load, once).code).toBe(0);
      const counted =
        warehouse === "clickhouse"
          ? sh(`clickhouse-client --query "select count(), uniqExact(id), uniqExact(machine_id) from events final"`)
          : sh(`sqlite3 -separator '\t' events.db "select count(*), count(distinct id), 1 from events"`);
      expect(counted.stdout).toBe(`${EVENTS}\t${EVENTS}\t1\n`);
      if (warehouse !== "clickhouse") return;
      forget();
      expect(sh(recipe("run: clickhouse-hours"))).toEqual(DONE);
      const lines = (...args: readonly string[]) => tt(args, { home }).stdout.split("\n").toSorted();
      expect(lines("events")).toEqual(lines("export", "--since", "1000-01-01", "--machine-id", "ana-laptop"));
    },
  );

  it("takes whole events alone, whatever is in them, and answers a mark that fits", async () => {
    const { home, sh, asAna, held } = await harbour();
    expect(sh("node to-nats.mjs < events.ndjson")).toMatchObject({
      code: 1,
      stderr: "to-nats: tt.team.local: no stream takes it (make-stream.mjs makes one)\n",
    });
    expect(sh("node make-stream.mjs")).toEqual(DONE);
    expect(asAna("node to-nats.mjs < events.ndjson")).toEqual({
      code: 1,
      stdout: "",
      stderr: 'to-nats: tt.team.local: Permissions Violation for Publish to "tt.team.local"\n',
    });
    const marked = (sum: (lines: string) => string) => {
      const lines = `${JSON.stringify({ id: "a:1", machine_id: "a.b", cwd: "/p\u2028q\u0085" })}\n${JSON.stringify({ id: "a:2" })}\n`;
      writeFileSync(join(home, "marked"), `${lines}{"type":"end","events":2,"lines_sha256":"${sum(lines)}"}\n`);
      return sh("node to-nats.mjs < marked");
    };
    expect(marked((lines) => createHash("sha256").update(lines).digest("hex"))).toEqual({ ...DONE, stdout: "ok 2\n" });
    expect((await held()).subjects).toEqual({ "tt.team.a_b": 1, "tt.team.local": 1 });
    expect(marked(() => "0")).toEqual({
      code: 1,
      stdout: "",
      stderr: "to-nats: the mark does not fit the lines before it\n",
    });
    writeFileSync(
      join(home, "torn"),
      '{"id":"torn{"id":"b:1"}\nnull\n{"id":"b:2"}\n{"id":"c","machine_id":5}\n{"id":"b:3"',
    );
    expect(sh("node to-nats.mjs < torn")).toEqual({
      code: 1,
      stdout: "",
      stderr: "to-nats: lines left out, which are no events (with an id, and a machine_id if any, that are texts): 3\n",
    });
    expect((await held()).messages).toBe(3);
    expect((await held()).first).toContain('"/p\u2028q\u0085"');
    // A stream that is full: no position is stored.
    expect(sh("node make-stream.mjs", { TT_MAX_BYTES: "2000" })).toEqual(DONE);
    const full = sh("tt export -- node to-nats.mjs");
    expect([full.code, full.stderr]).toEqual([74, expect.stringContaining("tt.team.local: maximum bytes exceeded")]);
    expect(tt(["export"], { home }).stdout.split("\n")).toHaveLength(EVENTS + 1);
  });

  it("keeps what a command did not read, though it exits 0", async () => {
    const { home, sh } = await harbour();
    expect(sh("node make-stream.mjs")).toEqual(DONE);
    // More than the system keeps for a reader.
    const large = ["a", "b", "c"].map((id) => `${JSON.stringify({ id, text: "x".repeat(500_000) })}\n`).join("");
    writeFileSync(join(home, "large"), large);
    expect(sh("node to-nats.mjs < large")).toEqual(DONE);
    const once = { TT_ONCE: "1", TT_WAIT_SECONDS: "1" };
    const why = (command: string) =>
      `from-nats: ${command} ended before it had read every event: they stay in the stream\n`;
    expect(sh("node from-nats.mjs true", once)).toEqual({ code: 1, stdout: "", stderr: why("true") });
    expect(sh("node from-nats.mjs head -c 9", once)).toEqual({ code: 1, stdout: '{"id":"a"', stderr: why("head") });
    expect(sh("node from-nats.mjs tee read > /dev/null && cmp read large", once)).toEqual(DONE);
    expect(sh("node from-nats.mjs cat", once)).toEqual(DONE);
  });
});

it.each([
  ["to-nats", "TT_TEAM", "a.b", 'TT_TEAM must be a name without a space, a point, "*" or ">", not "a.b"'],
  ["to-nats", "TT_TEAM", "", 'TT_TEAM must be a name without a space, a point, "*" or ">", not ""'],
  ["from-nats", "TT_WAIT_SECONDS", "0.5", 'TT_WAIT_SECONDS must be a number, 1 or more, not "0.5"'],
  ["from-nats", "TT_BATCH", "-1", 'TT_BATCH must be a number, 1 or more, not "-1"'],
  ["from-nats", "TT_BATCH", "1.5", 'TT_BATCH must be a whole number, not "1.5"'],
  ["make-stream", "TT_MAX_BYTES", "", 'TT_MAX_BYTES must be a number, -1 or more, not ""'],
  ["make-stream", "TT_WINDOW_SECONDS", "two", 'TT_WINDOW_SECONDS must be a number, 0.1 or more, not "two"'],
] as const)("%s says what is wrong with %s=%s before it looks for a server", (program, variable, value, why) => {
  const path = join(repository, "docs/streams", `${program}.mjs`);
  const env = { PATH: process.env["PATH"], NATS_URL: "127.0.0.1:1", [variable]: value };
  const { status, stderr } = spawnSync(process.execPath, [path, "true"], { env, encoding: "utf8" });
  expect([status, stderr]).toEqual([1, `${program}: ${why}\n`]);
});
