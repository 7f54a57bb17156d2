/** What a person meets at `tt doctor`, with state that is really damaged. */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ndjson, prompt } from "../support/store/events.ts";
import { giveTo } from "../support/homes/garden.ts";
import { canMount, permissionsCount, unprivileged } from "../support/program/machine.ts";
import { hasPostgres, startPostgres, type Server } from "../support/servers/postgres.ts";
import { itWith, run as runProgram } from "../support/program/programs.ts";
import { seededRandom } from "../support/random/random.ts";
import { itAlso, some, times } from "../support/shares.ts";
import { shell } from "../support/program/shell.ts";
import { tempDir } from "../support/program/temp.ts";
import type { Ended } from "../support/program/tt.ts";
import { tt } from "../support/warm/tt.ts";

const demo = join(import.meta.dirname, "../../fixtures/demo/home");

interface Finding {
  readonly kind: string;
  readonly state: "ok" | "note" | "wrong";
  readonly message: string;
  readonly path?: string;
  readonly hint?: string;
  readonly fixable: boolean;
}

interface Answer {
  readonly wrong: number;
  readonly fixed: readonly { readonly kind: string }[];
  readonly not_fixed: readonly object[];
  readonly findings: readonly Finding[];
}

/** A home whose logs are exported and stored. */
function patient() {
  const home = tempDir();
  cpSync(demo, home, { recursive: true });
  const run = (...args: readonly string[]): Ended => tt(args, { home });
  expect(run("export", "--", "tt", "import").code).toBe(0);
  const dataDir = join(home, ".time-tracker");
  const at = (name: string) => join(dataDir, name);
  const doctor = (...args: readonly string[]) => answerOf(run("doctor", "--json", ...args));
  const wrong = (...args: readonly string[]) => wrongIn(doctor(...args));
  const sql = (statement: string) => {
    const database = new DatabaseSync(at("tracker.db"));
    database.exec(statement);
    database.close();
  };
  return { home, dataDir, at, run, doctor, wrong, sql };
}

function answerOf({ code, stdout, stderr }: Ended): Answer {
  expect(stderr).toBe("");
  const answer = JSON.parse(stdout) as Answer;
  expect(answer.wrong).toBe(answer.findings.filter(({ state }) => state === "wrong").length);
  expect(code).toBe(answer.wrong === 0 ? 0 : 3);
  return answer;
}

function wrongIn({ findings }: Answer): readonly string[] {
  return findings.filter(({ state }) => state === "wrong").map(({ kind }) => kind);
}

/** Every file of a folder: its name, mode and bytes. */
function everything(folder: string): readonly (readonly [string, number, string])[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const { mode } = statSync(join(folder, name));
      return [name, mode, readFileSync(join(folder, name), "base64")];
    });
}

describe("tt doctor", () => {
  it("finds nothing wrong in a home without anything, and leaves it so", () => {
    const home = tempDir();
    const { code, stdout, stderr } = tt(["doctor"], { home });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^note +there is no `.*\.time-tracker` yet: the first export makes it$/m);
    expect(stdout).toMatch(/\nnothing is wrong\n$/);
    expect(wrongIn(answerOf(tt(["doctor", "--json", "--fix", "--db", "typo.db"], { home })))).toEqual([]);
    expect(readdirSync(home)).toEqual([]);
  });

  it("says what is right, and changes nothing", () => {
    const { dataDir, doctor, run } = patient();
    const before = everything(dataDir);
    expect(doctor().findings.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      "data-dir ok",
      "state-files ok",
      "manifest ok",
      "logs ok",
      "last-export ok",
      "store ok",
      "clock-ahead note",
      "space ok",
    ]);
    expect(run("doctor").stdout).toMatch(
      /^ok +the store `.*` is whole: 1,017 events, every one as it was imported; digest [0-9a-f]{64}$/m,
    );
    expect(everything(dataDir)).toEqual(before);
  });

  it("tells of state that others can reach, of leftovers, of corrupt state; --fix mends it, and nothing before", () => {
    const { dataDir, at, doctor, wrong, run } = patient();
    chmodSync(dataDir, 0o755);
    chmodSync(at("tracker.db"), 0o644);
    writeFileSync(at("claude-manifest.json"), "{", { mode: 0o600 });
    writeFileSync(at("last-export.json"), "cut");
    writeFileSync(at("claude-manifest.json.4194305-0123456789ab.next"), "", { mode: 0o600 });
    const all = ["data-dir-open", "file-open", "leftovers", "manifest-corrupt", "last-export-corrupt"];
    const before = everything(dataDir);
    expect(wrong()).toEqual(all);
    expect(run("doctor").stdout).toContain("\n5 things are wrong; 'tt doctor --fix' mends 5 of them\n");
    expect(everything(dataDir)).toEqual(before);
    const { fixed, not_fixed, findings } = doctor("--fix");
    expect([fixed.map(({ kind }) => kind), not_fixed]).toEqual([all, []]);
    expect(findings.filter(({ state }) => state === "wrong")).toEqual([]);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(at("tracker.db")).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir).filter((name) => name.includes(".corrupt-"))).toHaveLength(2);
    expect(run("export", "--", "tt", "import").code).toBe(0);
    expect(doctor().findings.find(({ kind }) => kind === "store")?.message).toContain("1,017 events");
  });

  it("tells of a directory that others can write to", () => {
    const { dataDir, wrong } = patient();
    chmodSync(dataDir, 0o777);
    expect(wrong()).toEqual(["data-dir-writable-by-others"]);
    expect(wrong("--fix")).toEqual([]);
  });

  it.skipIf(!permissionsCount || unprivileged.uid === undefined)(
    "tells of what belongs to another user, and of what cannot be written or mended",
    () => {
      const { home, dataDir } = patient();
      giveTo(home);
      const doctor = (...args: readonly string[]) =>
        answerOf(shell(`tt doctor --json ${args.join(" ")}`, { home, as: unprivileged }));
      expect(wrongIn(doctor())).toEqual([]);
      giveTo(join(home, ".time-tracker"));
      chmodSync(dataDir, 0o500);
      expect(wrongIn(doctor("--fix"))).toEqual(["data-dir-unwritable"]);
      giveTo(dataDir, { uid: 65_533, gid: 65_533 });
      chmodSync(dataDir, 0o755);
      const { findings, not_fixed } = doctor("--fix");
      expect(findings.slice(0, 2)).toMatchObject([
        { kind: "data-dir-foreign", fixable: false },
        { kind: "data-dir-unwritable", fixable: false },
      ]);
      expect(findings.map(({ kind }) => kind)).toContain("manifest-unreadable");
      expect(not_fixed).toMatchObject([{ kind: "last-export-corrupt" }]);
    },
  );

  it("leaves a manifest of a newer version, and one that is no file, as they are", () => {
    const { at, wrong } = patient();
    writeFileSync(at("claude-manifest.json"), '{"version":99,"sessions":{}}', { mode: 0o600 });
    expect(wrong("--fix")).toEqual(["manifest-newer"]);
    expect(readFileSync(at("claude-manifest.json"), "utf8")).toContain("99");
    rmSync(at("claude-manifest.json"));
    mkdirSync(at("claude-manifest.json"));
    expect(wrong("--fix")).toEqual(["manifest-unreadable"]);
    expect(statSync(at("claude-manifest.json")).isDirectory()).toBe(true);
  });

  it("tells of logs that are not exported, that no manifest knows, and of a manifest without logs", () => {
    const { home, at, doctor, wrong } = patient();
    const projects = join(home, ".claude/projects");
    const [project = ""] = readdirSync(projects);
    const log = readdirSync(join(projects, project)).find((name) => name.endsWith(".jsonl")) ?? "";
    appendFileSync(join(projects, project, log), "\n");
    cpSync(join(projects, project, log), join(projects, project, "copy.jsonl"));
    expect(doctor().findings.find(({ kind }) => kind === "logs-not-exported")?.message).toMatch(
      /^2 logs of claude-code/,
    );
    // As if the last export had come two hours after the copy.
    const later = new Date(Date.now() + 7_200_000).toISOString();
    const note = readFileSync(at("last-export.json"), "utf8");
    writeFileSync(at("last-export.json"), note.replace(/"ended":"[^"]+"/, `"ended":"${later}"`));
    expect(wrong()).toEqual(["logs-unknown", "clock-behind"]);
    writeFileSync(at("last-export.json"), note);
    rmSync(projects, { recursive: true });
    const { findings } = doctor();
    expect(findings.find(({ kind }) => kind === "manifest-without-logs")).toMatchObject({ state: "note" });
    expect(wrong("--claude-dir", "/nowhere")).toEqual(["logs-unreadable"]);
  });

  it("tells what tt status warns of: an export that failed", () => {
    const { run, wrong } = patient();
    expect(run("export", "--full", "--", "false").code).toBe(74);
    expect(wrong()).toEqual(["export-failed"]);
  });

  it("tells of a clock that is behind the newest event", () => {
    const { run, home, wrong } = patient();
    const timestamp = new Date(Date.now() + 86_400_000).toISOString();
    tt(["import"], { home, input: ndjson(prompt(1, { id: "ahead", timestamp })) });
    expect(wrong()).toEqual(["clock-behind"]);
    expect(run("doctor").stdout).toMatch(/^wrong +the newest event in the store is of .*, and this clock says/m);
  });

  it("tells of a clock that was ahead for as long as something has its time, and of a later import never again", () => {
    const { at, run, home, doctor, wrong, sql } = patient();
    const note = readFileSync(at("last-export.json"), "utf8");
    const ahead = new Date(Date.now() + 400 * 86_400_000).toISOString();
    sql(`update imports set started = '${ahead}'`);
    writeFileSync(at("last-export.json"), note.replace(/"ended":"[^"]+"/, `"ended":"${ahead}"`));
    expect(wrong()).toEqual(["clock-behind", "clock-behind"]);
    expect(doctor().findings).toContainEqual(
      expect.objectContaining({
        kind: "clock-behind",
        message: expect.stringMatching(/^the last export is of /) as string,
        hint: expect.stringMatching(/was ahead then, the next export sets it right$/) as string,
      }),
    );
    expect(doctor().findings.map(({ kind }) => kind)).not.toContain("last-export");
    const record = { type: "user", uuid: "late", timestamp: new Date().toISOString(), sessionId: "late" };
    const log = join(home, ".claude/projects/-home-ana-garden/late.jsonl");
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, `${JSON.stringify({ ...record, message: { role: "user", content: "hoe" } })}\n`);
    expect(run("update").code).toBe(0);
    expect(wrong()).toEqual([]);
  });

  it.skipIf(!canMount)("tells of a disk that is nearly full", () => {
    const { home, dataDir } = patient();
    const { stdout, code } = shell(
      `cp -a ${dataDir} ${home}/kept; unshare -m sh -c 'mount -t tmpfs -o size=2m,mode=700 tmpfs "$0"; cp -a "$1"/. "$0"; exec $TT doctor' ${dataDir} ${home}/kept`,
      { home },
    );
    expect(stdout).toMatch(/^wrong +the disk of `.*` is full or nearly so: \d+(\.\d)? [kM]B are free$/m);
    expect(code).toBe(3);
  });

  it("refuses words it does not know", () => {
    const { run } = patient();
    expect(run("doctor", "everything").code).toBe(2);
    expect(run("docter").stderr).toContain("did you mean 'tt doctor'?");
  });
});

const DAMAGES = [
  [
    "an event that is gone",
    "delete from event_rows where kind in (select id from event_kinds where type = 'agent_session')",
    "store-events-missing",
  ],
  [
    "a text that is cut",
    "update event_kinds set template = substr(template, 1, 40) where type = 'agent_session'",
    "store-event-damaged",
  ],
  [
    "a text of another event",
    "update event_kinds set template = (select max(template) from event_kinds)",
    "store-event-damaged",
  ],
  ["a session that is not there", "update event_rows set session = 999999", "store-event-damaged"],
  ["a time that is none", "update event_rows set at = 'noon' || mark where number1 is null", "store-damaged"],
  ["an index that is gone", "drop index event_rows_by_seq", "store-schema"],
  [
    "a column that is gone",
    "drop view events; drop index event_rows_of_long; alter table event_rows drop column number2",
    "store-schema",
  ],
  ["a table that is gone", "drop table imports", "store-schema"],
  ["all tables gone but one", "drop table imports; drop view events; drop table event_rows", "store-schema"],
  ["our mark gone", "drop table tt_migrations", "store-unusable"],
  ["a newer version", "insert into tt_migrations values ('9999', '')", "store-unusable"],
] as const;

describe("tt doctor of a store", () => {
  it("tells of events, columns, tables and marks that are gone or altered", () => {
    const { at, run, sql, wrong } = patient();
    const whole = readFileSync(at("tracker.db"));
    for (const [what, statement, kind] of some(DAMAGES)) {
      writeFileSync(at("tracker.db"), whole);
      sql(statement);
      expect(wrong(), what).toEqual([kind]);
      expect(run("doctor").stdout, what).toMatch(/^wrong +.*tracker\.db.*\n +-> /m);
    }
  });

  it("is never taken aback by damaged bytes, and lets none pass that SQLite itself finds", () => {
    const { at, home } = patient();
    const whole = readFileSync(at("tracker.db"));
    let found = 0;
    for (let seed = 1; seed <= times(4); seed++) {
      const random = seededRandom(seed);
      const bytes = Buffer.from(whole);
      const place = random.below(bytes.length);
      if (random.chance(0.5)) bytes.fill(random.below(256), place, Math.min(bytes.length, place + random.below(5000)));
      else bytes[place] = random.below(256);
      writeFileSync(at("tracker.db"), random.chance(0.15) ? bytes.subarray(0, place) : bytes);
      const wrong = wrongIn(answerOf(tt(["doctor", "--json"], { home })));
      if (!isWhole(at("tracker.db"))) expect(wrong, `seed ${seed}`).not.toEqual([]);
      if (wrong.length > 0) found++;
    }
    expect(found).toBeGreaterThan(2);
  });

  itWith("sqlite3")("agrees with the program sqlite3 about a damaged index, and counts what that counts", () => {
    const { at, run } = patient();
    const sqlite = (...words: readonly string[]) => runProgram("sqlite3", [at("tracker.db"), ...words]);
    expect(run("doctor").stdout).toContain(
      `is whole: ${Number(sqlite("select count(*) from events").stdout).toLocaleString("en")} events`,
    );
    const damaged = sqlite(
      ".dbconfig defensive off",
      "pragma writable_schema = on; update sqlite_schema set sql = replace(sql, '(session_id)', '(agent)') where name = 'event_sessions_by_session_id'",
    );
    expect(damaged.status).toBe(0);
    const said = sqlite("pragma integrity_check").stdout.split("\n")[0] ?? "";
    expect(said).not.toBe("ok");
    const { code, stdout } = run("doctor");
    expect(code).toBe(3);
    expect(stdout).toContain(`is damaged: ${said}`);
  });

  it("tells of a file that is no database, and of one that is a directory", () => {
    const { at, wrong } = patient();
    writeFileSync(at("tracker.db"), "no database ".repeat(1000));
    expect(wrong()).toEqual(["store-unusable"]);
    rmSync(at("tracker.db"));
    mkdirSync(at("tracker.db"));
    expect(wrong()).toEqual(["store-unusable"]);
  });

  it("says of an import that was killed that it has not ended", () => {
    const { sql, doctor } = patient();
    sql("update imports set ended = null");
    expect(doctor().findings.find(({ kind }) => kind === "import-unended")).toMatchObject({ state: "note" });
  });
});

/** Whether SQLite, in this process, finds nothing damaged. */
function isWhole(path: string): boolean {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return database.prepare("pragma integrity_check").get()?.["integrity_check"] === "ok";
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

describe.skipIf(!hasPostgres)("tt doctor of a PostgreSQL store", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  itAlso("gives the digest that SQLite gives, and finds what is damaged", () => {
    const { home, doctor, run } = patient();
    const url = server.database("doctor");
    const [, database = "", host = ""] = /\/\/\/(\w+)\?host=([^&]+)/.exec(url) ?? [];
    const psql = (statement: string) => {
      const { status, stderr } = runProgram("psql", ["-h", host, "-U", "tt", "-qc", statement, database]);
      expect([status, stderr]).toEqual([0, ""]);
    };
    const wrong = () => wrongIn(doctor("--db", url));
    expect(doctor("--db", url).findings.map(({ kind }) => kind)).toContain("store-missing");
    const events = run("export", "--since", "2000-01-01", "--types", "evidence").stdout;
    expect(tt(["import", "--db", url], { home, input: events }).code).toBe(0);
    const digest = (answer: Answer) =>
      / digest (\w+)/.exec(answer.findings.find(({ kind }) => kind === "store")?.message ?? "")?.[1];
    expect(digest(doctor("--db", url))).toBe(digest(doctor()));
    expect(digest(doctor())).toMatch(/^[0-9a-f]{64}$/);
    psql("update event_kinds set type = 'agent_turn' where type = 'agent_session'");
    expect(wrong()).toEqual(["store-event-damaged"]);
    psql("delete from event_rows where kind in (select id from event_kinds where template like '%agent_session%')");
    expect(wrong()).toEqual(["store-events-missing"]);
    psql("drop index event_rows_by_seq");
    expect(wrong()).toEqual(["store-schema", "store-events-missing"]);
    psql("drop view events; alter table event_sessions drop column machine_id");
    expect(wrong()).toEqual(["store-schema"]);
    psql("drop table event_rows, imports");
    expect(wrong()).toEqual(["store-schema"]);
    expect(wrongIn(doctor("--db", url.replace(host, "/nowhere")))).toEqual(["store-unusable"]);
  });
});
