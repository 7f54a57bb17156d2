/** Which hosts are asked, how they are called, and what is run on them. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostsOf, type AskedHosts } from "../../src/commands/sync/hosts-file.ts";
import { sshCommandOf } from "../../src/commands/sync/ssh-command.ts";
import { TYPE_GROUPS, type EventType } from "../../src/events/event-type.ts";
import { Failure } from "../../src/failure.ts";
import { isHostName, machineIdFrom } from "../../src/sync/host.ts";
import { noteSync, readLastSync, type HostSync } from "../../src/sync/last-sync.ts";
import { LineTail } from "../../src/sync/line-tail.ts";
import { exportCommandOf, remoteWord } from "../../src/sync/remote-command.ts";
import { tempDir } from "../support/program/temp.ts";
import { anyText } from "../support/random/any-text.ts";
import { times } from "../support/shares.ts";

const AT = "2026-03-02T09:00:00.000Z";

function asked(names: readonly string[], { file, ...more }: Partial<AskedHosts> & { readonly file?: string } = {}) {
  const dataDir = tempDir();
  if (file !== undefined) writeFileSync(join(dataDir, "hosts.json"), file);
  return hostsOf({ names, dataDir, tt: undefined, types: undefined, ownMachineId: undefined, ...more });
}

describe("hosts", () => {
  it("have the name of their machine, without the user", () => {
    expect(asked(["ana@desk.example", "lap", "lap"])).toEqual([
      { name: "ana@desk.example", machineId: "desk.example", tt: "tt", dataDir: undefined, types: "evidence" },
      { name: "lap", machineId: "lap", tt: "tt", dataDir: undefined, types: "evidence" },
    ]);
  });

  it("are those of hosts.json when none is named, and what it says of them counts but for --tt", () => {
    const file = '{"hosts":{"fe80::1":{"machine_id":"desk","tt":"bin/tt","data_dir":".time-tracker/ana"},"lap":{}}}';
    expect(asked([], { file, tt: undefined })).toEqual([
      { name: "fe80::1", machineId: "desk", tt: "bin/tt", dataDir: ".time-tracker/ana", types: "evidence" },
      { name: "lap", machineId: "lap", tt: "tt", dataDir: undefined, types: "evidence" },
    ]);
    expect(asked(["fe80::1"], { file, tt: "other" })).toEqual([expect.objectContaining({ tt: "other" })]);
  });

  it.each([
    [() => asked([]), "no host is named"],
    [() => asked(["-oProxyCommand=touch x"]), "not the name of a host"],
    [() => asked(["desk;touch x"]), "not the name of a host: 'desk;touch x'"],
    [() => asked(["$(touch x)"]), "not the name of a host"],
    [() => asked([""]), "not the name of a host"],
    [() => asked(["fe80::1"]), "no machine can be called as the host 'fe80::1' is"],
    [() => asked(["ana@desk", "bob@desk"]), "'bob@desk' would have the machine ID 'desk', as 'ana@desk' has"],
    [() => asked(["desk"], { ownMachineId: "desk" }), "as this machine has"],
    [() => asked(["desk"], { file: "{" }), "cannot be understood"],
    [() => asked(["desk"], { file: '{"hosts":{"desk":{"machine":"x"}}}' }), "cannot be understood"],
    [() => asked(["desk"], { file: '{"hosts":{"desk":{"machine_id":"a b"}}}' }), "hosts.desk.machine_id"],
    [() => asked(["desk"], { file: '{"hosts":{"-x":{}}}' }), "not the name of a host: '-x'"],
    [() => sshCommandOf(" "), "--ssh-command is empty"],
  ])("are refused where they could not be asked or told apart (%#)", (ask, why) => {
    expect(ask).toThrow(Failure);
    expect(ask).toThrow(why);
  });

  it("are asked for evidence and what they gave before, or for what is named", () => {
    const dataDir = tempDir();
    const typesOf = (types?: readonly EventType[]) =>
      asked(["desk"], { dataDir, types: types === undefined ? undefined : new Set(types) })[0]?.types;
    const gave = (types: string) => noteSync(dataDir, "desk", { machine_id: "desk", ended: AT, succeeded: AT, types });
    expect(typesOf()).toBe("evidence");
    gave("all");
    noteSync(dataDir, "desk", { machine_id: "desk", ended: AT, failure: "no network" });
    expect([typesOf(), typesOf(TYPE_GROUPS.core)]).toEqual(["all", "core"]);
    gave("core,agent_limit");
    expect(typesOf()).toBe(`${TYPE_GROUPS.evidence.join(",")},agent_limit`);
  });

  describe("that are asked after others", () => {
    const well = (id: string) => ({ machine_id: id, ended: AT, succeeded: AT, events: 2, inserted: 1 });
    const after = (synced: Readonly<Record<string, HostSync>>, hosts: object = {}) => {
      const dataDir = tempDir();
      writeFileSync(join(dataDir, "hosts.json"), JSON.stringify({ hosts }));
      for (const [name, sync] of Object.entries(synced)) noteSync(dataDir, name, sync);
      return (name: string) => () => asked([name], { dataDir });
    };

    it("are refused where another has their machine ID, until it is said what is meant", () => {
      const taken = "'bob@box' would have the machine ID 'box', as 'ana@box' has";
      expect(after({ "ana@box": well("box") })("bob@box")).toThrow(taken);
      expect(after({}, { "ana@box": {} })("bob@box")).toThrow(taken);
      expect(after({ "ana@box": well("desk") }, { "ana@box": { machine_id: "desk" } })("bob@box")).not.toThrow();
      const named = after({ "ana@box": well("box") }, { "bob@box": { machine_id: "bob" }, box: { machine_id: "box" } });
      expect([named("bob@box")()[0]?.machineId, named("box")()[0]?.machineId]).toEqual(["bob", "box"]);
    });

    it("go on where they have brought events under that ID, and are not held up by one that never did", () => {
      const both = after({ "ana@box": well("box"), box: well("box") });
      expect(both("ana@box")).not.toThrow();
      expect(both("box")).not.toThrow();
      expect(both("bob@box")).toThrow("as 'ana@box' has");
      expect(after({ "anna@box": { machine_id: "box", ended: AT, failure: "no user" } })("ana@box")).not.toThrow();
    });
  });

  it("never begin with a hyphen, and hold nothing that a shell reads", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        if (!isHostName(name)) return;
        expect(name).toMatch(/^[^-]/);
        expect(name).not.toMatch(/[\s;&|<>()$`"'\\!*?{}~#[\]]/);
        expect(machineIdFrom(name) ?? "x").toMatch(/^[A-Za-z0-9._-]{1,64}$/);
      }),
    );
  });
});

describe("the command for a host", () => {
  const host = { name: "desk", machineId: "desk", tt: "tt", dataDir: undefined, types: "evidence" };

  it("is an export that waits to be acknowledged", () => {
    expect(exportCommandOf(host, { full: false })).toBe("tt export --ack --types evidence --machine-id desk");
    expect(exportCommandOf({ ...host, dataDir: "a b" }, { full: true })).toBe(
      "tt export --ack --types evidence --machine-id desk --data-dir 'a b' --full",
    );
  });

  it("never begins with a hyphen", () => {
    expect(() => exportCommandOf({ ...host, tt: "-oProxyCommand=x" }, { full: false })).toThrow("begins with a hyphen");
  });

  const shells = ["sh", "bash", "zsh", "fish"].filter((shell) => spawnSync(shell, ["-c", "true"]).status === 0);

  it.each(shells)("has words that %s reads back as they were, or refuses them", (shell) => {
    const words = fc.sample(anyText({ maxLength: 12 }), { numRuns: times(100), seed: 1 });
    const hard = [
      "a b",
      "$HOME",
      "`id`",
      "$(id)",
      "*",
      "~",
      "#x",
      "a;b",
      "a&b",
      'a"b',
      "{a,b}",
      "<x>",
      "é",
      "a|b",
      "=x",
      "%1",
      "^",
      "?",
    ];
    const passed = [...words, ...hard].flatMap((word) => {
      try {
        return [[word, remoteWord(word, "it")] as const];
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
        // oxlint-disable-next-line no-control-regex
        expect(word).toMatch(/^$|['\\!\u0000-\u001f\u007f-\u009f\ud800-\udfff]/);
        return [];
      }
    });
    expect(passed.length).toBeGreaterThan(hard.length);
    const line = `printf '%s\\n' ${passed.map(([, quoted]) => quoted).join(" ")}`;
    const { stdout } = spawnSync(shell, ["-c", line], { encoding: "utf8", cwd: tempDir() });
    expect(stdout.split("\n").slice(0, -1)).toEqual(passed.map(([word]) => word));
  });
});

describe("what a host says", () => {
  it("is passed on a line at a time, whatever its chunks, and not for ever", () => {
    const heard: string[] = [];
    const tail = new LineTail((line) => heard.push(line));
    for (const text of ["on", "e\ntw", "o\r\n\n", "th", "ree"]) tail.add(Buffer.from(text));
    tail.end();
    expect([heard, tail.last]).toEqual([
      ["one", "two", "three"],
      ["one", "two", "three"],
    ]);
    for (let n = 0; n < 1000; n++) tail.add(Buffer.from(`${"x".repeat(10_000)}\n`));
    expect([heard.length, heard.at(-1), heard.at(-2)?.length, tail.last.length]).toEqual([
      51,
      "... (more is not shown)",
      500,
      8,
    ]);
  });
});

describe("the note of the last sync", () => {
  const well: HostSync = {
    machine_id: "desk",
    ended: "2026-03-02T09:00:00.000Z",
    succeeded: "2026-03-02T09:00:00.000Z",
    events: 2,
    inserted: 1,
  };
  const failed: HostSync = { machine_id: "desk", ended: "2026-03-02T10:00:00.000Z", failure: "no network" };

  it("keeps what went well before a failure, and what is known of other hosts", () => {
    const dataDir = tempDir();
    expect(readLastSync(dataDir)).toEqual(new Map());
    noteSync(dataDir, "desk", well);
    noteSync(dataDir, "lap", failed);
    noteSync(dataDir, "desk", failed);
    expect(readLastSync(dataDir)).toEqual(
      new Map([
        ["desk", { ...well, ...failed }],
        ["lap", failed],
      ]),
    );
  });

  it("is nothing where it cannot be understood, and a directory in its place fails nothing", () => {
    const dataDir = tempDir();
    writeFileSync(join(dataDir, "last-sync.json"), '{"hosts":{"desk":{"ended":5},"lap":null}}');
    expect(readLastSync(dataDir)).toEqual(new Map());
    const other = tempDir();
    mkdirSync(join(other, "last-sync.json"));
    noteSync(other, "desk", well);
    expect(readLastSync(other)).toEqual(new Map());
  });
});
