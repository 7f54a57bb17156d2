/** One host after another: what comes is held against the mark, stored, and then acknowledged. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { EVENT_TYPES } from "../../src/events/event-type.ts";
import { AGENTS } from "../../src/events/observation.ts";
import { Failure } from "../../src/failure.ts";
import { openStoreToWrite } from "../../src/store/open.ts";
import type { Outcome } from "../../src/sync/bring.ts";
import type { Host } from "../../src/sync/host.ts";
import { syncHosts } from "../../src/sync/sync.ts";
import { fixturesOf } from "../support/homes/fixtures.ts";
import { ndjson, prompt, toolUse, type Fields } from "../support/store/events.ts";
import { stored } from "../support/store/import.ts";
import { tempDir } from "../support/program/temp.ts";

const DESK: Host = { name: "desk", machineId: "desk", tt: "tt", dataDir: undefined, types: "evidence" };

/** An event as the desk exports it. */
function desk(event: Fields, machine = "desk"): Fields {
  return { ...event, id: `${machine}:${String(event["id"])}`, machine_id: machine };
}

const usage: Fields = { ...prompt(1), id: "remote.agent:agent_usage:m1", type: "agent_usage" };

const RULES = { "claude-code": 2 };

/** What an export with `--ack` prints. */
function printed(events: readonly Fields[], mark: Fields = {}): string {
  const lines = ndjson(...events);
  const digest = createHash("sha256").update(lines).digest("hex");
  const delivery = { name: "n1", after: [], rules: RULES, unknown: [] };
  return (
    lines + ndjson({ type: "end", events: events.length, lines_sha256: digest, complete: RULES, delivery, ...mark })
  );
}

/** Syncs with a shell script in the place of `ssh`: `$OUT` is what the host prints, `$ANSWER` takes what it hears. */
async function synced(script: string, { out = "", hosts = [DESK], folder = tempDir(), full = false } = {}) {
  writeFileSync(join(folder, "out"), out);
  const answer = join(folder, "answer");
  const path = join(folder, "script");
  writeFileSync(path, `OUT='${folder}/out'; ANSWER='${answer}'; ${script}`);
  const options = { db: undefined, dataDir: folder };
  const store = await openStoreToWrite(options);
  const outcomes = new Map<string, Outcome>();
  const said: string[] = [];
  try {
    await syncHosts(hosts, {
      ssh: ["sh", path],
      store,
      full,
      interruptible: () => (work) => work,
      say: ({ name }, line) => said.push(`${name}: ${line}`),
      ended: ({ name }, outcome) => outcomes.set(name, outcome),
    });
  } finally {
    await store.close();
  }
  return {
    folder,
    outcomes,
    said,
    desk: outcomes.get("desk"),
    answer: existsSync(answer) ? readFileSync(answer, "utf8") : undefined,
    held: (await stored(options)).map(({ id }) => id),
  };
}

const USUAL = 'cat "$OUT"; cat > "$ANSWER"';
const EVENTS = [desk(prompt(1)), desk(toolUse(2))];
const IDS = EVENTS.map(({ id }) => id);

describe("a host", () => {
  it("is acknowledged with the number of its events, which are stored then", async () => {
    const { desk: outcome, answer, held } = await synced(USUAL, { out: printed(EVENTS) });
    expect([outcome, answer, held]).toEqual([expect.objectContaining({ events: 2, inserted: 2 }), "ok 2\n", IDS]);
  });

  it("is believed what any agent's logs give, of every type", async () => {
    const fixtures = AGENTS.flatMap((agent) => fixturesOf(agent));
    const given = fixtures.flatMap((of) =>
      [of.expected, of.expectedEvidence ?? "", of.expectedUsage ?? ""].join("").split("\n"),
    );
    const events = [...new Set(given)].filter(Boolean).map((line) => desk(JSON.parse(line) as Fields));
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(EVENT_TYPES));
    const { desk: outcome } = await synced(USUAL, { out: printed(events) });
    expect(outcome).toMatchObject({ events: events.length });
  });

  it("is synced when its ssh has ended, though what that left in the background holds its standard error", async () => {
    const script = `sleep 30 < /dev/null > /dev/null & echo $! > "$ANSWER.pid"; ${USUAL}`;
    const { desk: outcome, answer, folder } = await synced(script, { out: printed(EVENTS) });
    // It still runs.
    process.kill(Number(readFileSync(join(folder, "answer.pid"), "utf8")), "SIGKILL");
    expect([outcome, answer]).toEqual([expect.objectContaining({ events: 2 }), "ok 2\n"]);
  });

  it("is told of when its ssh has ended, though what that left in the background holds its standard output", async () => {
    const began = performance.now();
    const { desk: outcome, folder } = await synced('sleep 30 & echo $! > "$ANSWER.pid"; exit 1');
    process.kill(Number(readFileSync(join(folder, "answer.pid"), "utf8")), "SIGKILL");
    expect((outcome as Failure).message).toBe("its export ended with exit code 1");
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it("has everything taken that still comes when its ssh has ended", async () => {
    const events = Array.from({ length: 3000 }, (_, n) => desk(prompt(n)));
    const script = '(sleep 0.3; head -c 300000 "$OUT"; sleep 0.3; tail -c +300001 "$OUT") & exit 0';
    const { desk: outcome, held } = await synced(script, { out: printed(events) });
    expect([outcome, held.length]).toEqual([expect.objectContaining({ inserted: 3000 }), 3000]);
  });

  it("is not even asked where what it sends cannot be kept", async () => {
    const folder = tempDir();
    vi.stubEnv("TMPDIR", join(folder, "nothing"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const { desk: outcome } = await synced('echo > "$ANSWER.begun"', { folder });
    expect((outcome as Failure).exitCode).toBe(74);
    expect(existsSync(join(folder, "answer.begun"))).toBe(false);
  });

  it("that has nothing new is acknowledged too", async () => {
    const { desk: outcome, answer } = await synced(USUAL, { out: printed([]) });
    expect([outcome, answer]).toEqual([{ events: 0, inserted: 0, imported: undefined }, "ok 0\n"]);
  });

  it("that sends an empty mark without a delivery, as an older tt without logs did, is to be updated", async () => {
    const { desk: outcome, answer } = await synced(USUAL, { out: printed([], { complete: {}, delivery: undefined }) });
    expect([(outcome as Failure).hint, answer ?? ""]).toEqual([
      "an older tt sends that where it finds no agent's logs: update tt there",
      "",
    ]);
  });

  it("that brings the same again has it stored once", async () => {
    const { folder } = await synced(USUAL, { out: printed(EVENTS) });
    const again = await synced(USUAL, { out: printed(EVENTS), folder });
    expect([again.desk, again.held]).toEqual([expect.objectContaining({ events: 2, inserted: 0 }), IDS]);
  });

  it.each([
    ["it goes on from a delivery that the store has not got", { after: ["n0"], unknown: [] }],
    ["nobody knows where it went before", { after: [], unknown: ["claude-code"] }],
  ])("is asked for everything, and only then acknowledged, when %s", async (_, before) => {
    const delivery = { name: "n1", rules: RULES, ...before };
    const rest = printed([EVENTS[1] ?? {}], { delivery });
    const whole = join(tempDir(), "whole");
    writeFileSync(whole, printed(EVENTS));
    const script = `case "$*" in *--full) cat '${whole}';; *) cat "$OUT";; esac; cat > "$ANSWER"`;
    const { said, answer, held } = await synced(script, { out: rest });
    expect([said, answer, held]).toEqual([
      ["desk: the store lacks events that it exported before: everything comes again"],
      "ok 2\n",
      IDS,
    ]);
  });

  it("that was asked for everything, and sends what is new alone, is not acknowledged", async () => {
    const delivery = { name: "n1", rules: RULES, after: ["n0"], unknown: [] };
    const { desk: outcome, answer } = await synced(USUAL, { out: printed(EVENTS, { delivery }) });
    expect([(outcome as Failure).message, answer]).toEqual([
      "it was asked for everything, and sent what is new alone: it was not acknowledged",
      "",
    ]);
  });

  it.each([
    [
      "events of another machine",
      printed([EVENTS[0] ?? {}, desk(toolUse(2), "lap")]),
      "line 2 is not an event of the machine 'desk'",
    ],
    ["events without a machine", printed([prompt(1)]), "line 1 is not an event of the machine 'desk'"],
    [
      "an ID of another machine",
      printed([{ ...desk(prompt(1)), id: `lap:${String(prompt(1)["id"])}` }]),
      "not an event of the machine",
    ],
    ["an ID of its own and another machine", printed([{ ...desk(prompt(1)), machine_id: "lap" }]), "not an event of"],
    ["a machine that the ID has not", printed([{ ...prompt(1), machine_id: "desk" }]), "not an event of the machine"],
    [
      "an ID of another time",
      printed([{ ...desk(prompt(1)), timestamp: "2026-03-02T00:00:00.000Z" }]),
      "not an event of the machine",
    ],
    [
      "tokens of another machine",
      printed([desk(usage), { ...desk(usage), id: "lap:remote.agent:agent_usage:m1" }]),
      "line 2 is not an event of the machine 'desk'",
    ],
    ["another source", printed([{ ...desk(prompt(1)), source: "tmux" }]), "not an event of the machine"],
    ["what a start-up file prints", `Welcome!\n${printed(EVENTS)}`, "line 1 is no event"],
    ["what is no event", printed([EVENTS[0] ?? {}, { type: "user_message" }]), "line 2 is no event"],
    ["less than its mark says", printed(EVENTS, { events: 3 }), "not those that its mark names"],
    [
      "other lines than its mark says",
      printed(EVENTS, { lines_sha256: "0".repeat(64) }),
      "not those that its mark names",
    ],
    ["a mark without a delivery", printed(EVENTS, { delivery: undefined }), "names no delivery"],
    ["more behind its mark", `${printed(EVENTS)}${ndjson(desk(prompt(3)))}`, "more behind the mark"],
    ["a line without an end", "x".repeat(2 << 20) + printed(EVENTS), "longer than an event can be"],
    ["half of it", printed(EVENTS).slice(0, 300), "ended without the mark"],
    ["nothing", "", "ended without the mark"],
  ])("that sends %s is refused: nothing is stored, and nothing acknowledged", async (_, out, why) => {
    const { desk: outcome, answer, held } = await synced(`cat "$OUT"; exec >&-; cat > "$ANSWER"`, { out });
    expect(outcome).toBeInstanceOf(Failure);
    expect((outcome as Failure).message).toContain(why);
    expect([answer ?? "", held]).toEqual(["", []]);
  });

  it.each([
    ["exit 255", "ssh could not reach it, or lost the connection", "next 'tt sync'"],
    ["exit 127", "there is no program 'tt' that can be run", "--tt"],
    [`echo "tt: unknown option '--ack'" >&2; exit 2`, "its tt is too old", "update tt there"],
    ["exit 2", "its tt refused to export", "data_dir"],
    ["exit 74", "its export ended with exit code 74", "next 'tt sync'"],
    ["kill -9 $$", "ssh was ended by SIGKILL", "next 'tt sync'"],
    [`cat "$OUT"; read -r line; exit 74`, "may not have heard", "each event stays one"],
    [`cat "$OUT"; read -r line; exit 78`, "whose manifest a newer tt wrote", "is stored"],
  ])("that does `%s` fails with a reason and what to do", async (script, why, hint) => {
    const { desk: outcome } = await synced(script, { out: printed(EVENTS) });
    expect(outcome).toBeInstanceOf(Failure);
    const { message, hint: told } = outcome as Failure;
    expect([message, told]).toEqual([expect.stringContaining(why), expect.stringContaining(hint)]);
  });

  it("that ssh cannot be started for is told", async () => {
    const folder = tempDir();
    const store = await openStoreToWrite({ db: undefined, dataDir: folder });
    const ended: Outcome[] = [];
    await syncHosts([DESK], {
      ssh: [join(folder, "nothing")],
      store,
      full: false,
      interruptible: () => (work) => work,
      say: () => undefined,
      ended: (_, outcome) => ended.push(outcome),
    });
    await store.close();
    expect((ended[0] as Failure).message).toBe("ssh could not be started (ENOENT)");
  });
});

it("ten hosts are asked four at once, and one that fails does not touch the others", async () => {
  const hosts = Array.from({ length: 10 }, (_, n): Host => ({ ...DESK, name: `h${n}`, machineId: `h${n}` }));
  const folder = tempDir();
  for (const { name } of hosts) writeFileSync(join(folder, `${name}.out`), printed([desk(prompt(1), name)]));
  // The last word but one is the host.
  const script = `while [ "$1" != -- ]; do shift; done; echo begins >> '${folder}/log'; [ "$2" = h3 ] && exit 255
    cat '${folder}/'"$2".out; read -r line; echo "$line" > '${folder}/'"$2".answer; sleep 0.05; echo ends >> '${folder}/log'`;
  const { outcomes, held } = await synced(script, { hosts });
  const failed = [...outcomes].filter(([, outcome]) => outcome instanceof Failure).map(([name]) => name);
  expect([outcomes.size, failed, held.length]).toEqual([10, ["h3"], 9]);
  let [now, most] = [0, 0];
  for (const line of readFileSync(join(folder, "log"), "utf8").trim().split("\n")) {
    now += line === "begins" ? 1 : -1;
    most = Math.max(most, now);
  }
  expect(most).toBeLessThanOrEqual(5);
});
