/** The programs in docs/streams against a real server of NATS JetStream: what the stream holds, and what is read from it. */
import { createHash } from "node:crypto";
import { cpSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { describe, expect, it, onTestFinished } from "vitest";
import { DONE, EVENTS, has, hasEngine, kitchen } from "../support/kitchen.ts";
import { tt } from "../support/warm/tt.ts";
import { recipe } from "../support/recipe.ts";
import { startNats } from "../support/nats.ts";

const repository = join(import.meta.dirname, "../..");
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
  /** What the server says that the stream holds. */
  const held = async () => {
    const connection = await connect({ servers: server.url, user: "warehouse", pass: "much" });
    const { streams } = await jetstreamManager(connection);
    const { state } = await streams.info("TT", { subjects_filter: ">" });
    const first = await streams.getMessage("TT", { seq: state.first_seq });
    await connection.close();
    return { messages: state.messages, subjects: state.subjects ?? {}, first: first?.string() };
  };
  const forget = () => rmSync(join(home, ".time-tracker"), { recursive: true });
  return { home, sh, asAna, held, forget };
}

describe.skipIf(!has("nats-server"))("a stream of NATS JetStream (skipped without nats-server)", () => {
  it("drops what is repeated within its window; what is repeated later is in the warehouse once all the same", async () => {
    const { home, sh, asAna, held, forget } = await harbour();
    expect(sh(recipe("run: nats-stream"))).toEqual(DONE);
    expect(asAna(recipe("run: nats-export"))).toEqual(DONE);
    expect((await held()).subjects).toEqual({ "tt.team.ana-laptop": EVENTS });
    // The positions are lost, and everything is delivered again.
    forget();
    expect(asAna(recipe("run: nats-export"))).toEqual(DONE);
    expect((await held()).messages).toBe(EVENTS);
    expect(sh(recipe("run: nats-stream"), { TT_WINDOW_SECONDS: "0.1" })).toEqual(DONE);
    await new Promise((resolve) => setTimeout(resolve, 300));
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
  });

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
    writeFileSync(join(home, "torn"), '{"id":"torn{"id":"b:1"}\nnull\n{"id":"b:2"}\n{"id":"b:3"');
    expect(sh("node to-nats.mjs < torn")).toEqual({
      code: 1,
      stdout: "",
      stderr: "to-nats: 2 lines were no events and were left out\n",
    });
    expect((await held()).messages).toBe(3);
    expect((await held()).first).toContain('"/p\u2028q\u0085"');
    // A stream that is full: no position is stored.
    expect(sh("node make-stream.mjs", { TT_MAX_BYTES: "2000" })).toEqual(DONE);
    const full = sh("tt export -- node to-nats.mjs");
    expect([full.code, full.stderr]).toEqual([74, expect.stringContaining("tt.team.local: maximum bytes exceeded")]);
    expect(tt(["export"], { home }).stdout.split("\n")).toHaveLength(EVENTS + 1);
  });
});
