/** `tt sync`: the events of other machines in the store here, by a stand-in for ssh and by a real sshd. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { answer, garden, prompt, type Garden } from "../../support/homes/garden.ts";
import { stored } from "../../support/store/import.ts";
import { sshStandIn } from "../../support/servers/ssh.ts";
import { tempDir } from "../../support/program/temp.ts";
import { startTt, ttCommand, type Ended } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";
import { some } from "../../support/shares.ts";

/** This machine, and another one with a garden. */
function machines() {
  const here = tempDir();
  const there = garden();
  const dataDir = join(here, ".time-tracker");
  const program = script(join(there.home, "tt-there"), `exec ${ttCommand.join(" ")} "$@"`);
  const ssh = sshStandIn(there.home, { home: there.home });
  const sync = (...words: readonly string[]) =>
    tt(["sync", "--ssh-command", ssh, "--tt", program, ...words], { home: here });
  return {
    here,
    there,
    dataDir,
    sync,
    held: async () => (await stored({ db: undefined, dataDir })).map(({ id }) => id).sort(),
    sshArguments: () => readFileSync(join(there.home, "ssh-arguments"), "utf8").trimEnd().split("\n"),
    status: () => JSON.parse(tt(["status", "--json"], { home: here }).stdout) as Status,
    hosts: (hosts: object) => {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      writeFileSync(join(dataDir, "hosts.json"), JSON.stringify({ hosts }));
    },
    program,
  };
}

interface Status {
  readonly syncs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly warnings: readonly { readonly kind: string; readonly message: string }[];
}

function script(path: string, body: string): string {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

function idsOn(machine: string, { full }: Garden): readonly string[] {
  return full()
    .map((line) => `${machine}:${(JSON.parse(line) as { readonly id: string }).id}`)
    .sort();
}

const QUIET: Ended = { code: 0, stdout: "", stderr: "" };

describe("tt sync", () => {
  it("brings what is new, each once, and tells when in tt status", async () => {
    const { there, sync, held, sshArguments, status, program } = machines();
    expect(sync("ana@desk")).toEqual(QUIET);
    expect(await held()).toEqual(idsOn("desk", there));
    expect(sshArguments().slice(-3)).toEqual([
      "--",
      "ana@desk",
      `${program} export --ack --types evidence --machine-id desk`,
    ]);
    there.grow(prompt("u9"));
    expect(sync("ana@desk")).toEqual(QUIET);
    expect(await held()).toEqual(idsOn("desk", there));
    expect(status().syncs["ana@desk"]).toMatchObject({ machine_id: "desk", events: 1, inserted: 1 });
  });

  it("brings tokens once they were asked for, also with what comes later, until other types are named", async () => {
    const { here, there, sync, dataDir } = machines();
    there.grow(answer("m1"));
    sync("desk");
    const told = () => tt(["report", "2026-03-02", "--tokens"], { home: here }).stdout;
    const [, remedy = ""] = /'tt sync HOST ([^']*)'\s+fetches\s+those\s+of\s+desk\b/.exec(told()) ?? [];
    expect(sync("desk", ...remedy.split(/\s+/))).toMatchObject({ code: 0, stdout: "" });
    expect(told()).not.toContain("no tokens");
    const tokens = () =>
      stored({ db: undefined, dataDir }).then((all) => all.filter(({ type }) => type === "agent_usage"));
    expect(await tokens()).toHaveLength(1);
    there.grow(answer("m2"));
    expect(sync("desk")).toEqual(QUIET);
    expect(await tokens()).toHaveLength(2);
    there.grow(answer("m3"));
    sync("--types", "evidence", "desk");
    expect(await tokens()).toHaveLength(2);
  });

  it("notes the types that a host gave, where what it was asked for did not reach it", () => {
    const { there, here, hosts, status } = machines();
    const forced = script(join(there.home, "forced"), `exec ${ttCommand.join(" ")} export --ack --machine-id desk`);
    hosts({ desk: { tt: forced } });
    tt(["sync", "--ssh-command", join(there.home, "ssh-stand-in"), "--types", "all"], { home: here });
    expect(status().syncs["desk"]).toMatchObject({ types: "core" });
  });

  it("brings what 'tt status' says how to correct, by a pipe from that host", () => {
    const { here, there, sync, dataDir } = machines();
    sync("desk");
    const database = new DatabaseSync(join(dataDir, "tracker.db"));
    database.exec("update event_sessions set rules = 1");
    database.close();
    const said = () => tt(["status"], { home: here }).stdout;
    const [, words = ""] =
      /those of another machine: 'ssh HOST tt (.*) \| tt import --replace' does/.exec(said()) ?? [];
    const { stdout } = there.sh(`tt ${words.replace("NAME", "desk")}`);
    expect(tt(["import", "--replace"], { home: here, input: stdout })).toEqual(QUIET);
    expect(said()).not.toContain("rules");
  });

  it("brings nothing from a host that has no agent's logs yet, and what it has once they are there", async () => {
    const { there, sync, held, status, dataDir } = machines();
    const claude = join(there.home, ".claude");
    const later = join(there.home, "later");
    renameSync(claude, later);
    expect(sync("desk")).toEqual(QUIET);
    expect(sync("--full", "desk")).toEqual(QUIET);
    expect(status().syncs["desk"]).toMatchObject({ events: 0, inserted: 0 });
    expect(status().warnings.map(({ kind }) => kind)).not.toContain("sync-failed");
    expect(existsSync(join(dataDir, "last-sync.json"))).toBe(true);
    renameSync(later, claude);
    expect(sync("desk")).toEqual(QUIET);
    expect(await held()).toEqual(idsOn("desk", there));
  });

  it("takes hosts, their names and their programs from hosts.json", async () => {
    const { there, here, held, hosts, program, sshArguments } = machines();
    hosts({ "192.0.2.7": { machine_id: "desk", tt: program, data_dir: ".elsewhere/a b" } });
    const ssh = join(there.home, "ssh-stand-in");
    expect(tt(["sync", "--ssh-command", ssh], { home: here })).toEqual(QUIET);
    expect(await held()).toEqual(idsOn("desk", there));
    expect(sshArguments().at(-1)).toBe(
      `${program} export --ack --types evidence --machine-id desk --data-dir '.elsewhere/a b'`,
    );
    expect(existsSync(join(there.home, ".elsewhere/a b/claude-manifest.json"))).toBe(true);
  });

  it("exits 74 where a host fails; what another one brings is stored, and tt status warns", async () => {
    const { there, here, held, hosts, status, program } = machines();
    const old = script(join(there.home, "old"), `echo "tt: unknown option '--ack'" >&2; exit 2`);
    hosts({ lap: { tt: old }, desk: { tt: program } });
    expect(tt(["sync", "--ssh-command", join(there.home, "ssh-stand-in")], { home: here })).toEqual({
      code: 74,
      stdout: "",
      stderr:
        "lap: tt: unknown option '--ack'\n" +
        "tt: lap: its tt is too old: it cannot wait for an acknowledgement (--ack)\nhint: update tt there\n",
    });
    expect(await held()).toEqual(idsOn("desk", there));
    expect(status().warnings).toContainEqual({
      kind: "sync-failed",
      message: "the last sync of lap failed: its tt is too old: it cannot wait for an acknowledgement (--ack)",
    });
  });

  it("is told of by tt status when none came for a day, until the host is forgotten", () => {
    const { here, sync, status, dataDir } = machines();
    expect(sync("desk")).toEqual(QUIET);
    const note = join(dataDir, "last-sync.json");
    const kinds = () => status().warnings.flatMap(({ kind }) => (/^(?:sync|time)-/.test(kind) ? [kind] : []));
    const ended = (daysAgo: number) => {
      const { hosts } = JSON.parse(readFileSync(note, "utf8")) as { hosts: Record<string, object> };
      const then = new Date(Date.now() - daysAgo * 86_400_000).toISOString();
      const desk = { ...hosts["desk"], ended: then, succeeded: then };
      const typo = { machine_id: "dsk", ended: then, failure: "no such host" };
      writeFileSync(note, JSON.stringify({ hosts: { desk, dsk: typo } }));
    };
    ended(0.9);
    expect(kinds()).toEqual(["sync-failed"]);
    ended(60);
    expect(kinds()).toEqual(["sync-overdue", "sync-failed"]);
    expect(status().warnings).toContainEqual({
      kind: "sync-overdue",
      message: "there was no sync of desk for 60 days: is its timer still running?",
    });
    const forget = (...names: readonly string[]) => tt(["sync", "--forget", ...names], { home: here });
    expect(forget("dsk", "gone")).toEqual({
      code: 2,
      stdout: "",
      stderr: "tt: no sync of 'gone' is known\n\nhint: known are desk, dsk\n",
    });
    expect(forget().code).toBe(2);
    expect(forget("dsk")).toEqual(QUIET);
    expect(kinds()).toEqual(["sync-overdue"]);
    ended(-60);
    expect(forget("dsk")).toEqual(QUIET);
    expect(kinds()).toEqual(["time-ahead"]);
    expect(forget("desk")).toEqual(QUIET);
    expect([kinds(), status().syncs]).toEqual([[], {}]);
  });

  it("is noted of each host when it is over, beside what another sync notes meanwhile", async () => {
    const { here, there, hosts, program, sync, status, dataDir } = machines();
    const silent = script(join(there.home, "silent"), "exec cat");
    hosts({ desk: { tt: program }, lap: { tt: silent } });
    const ssh = join(there.home, "ssh-stand-in");
    const running = startTt(["sync", "--ssh-command", ssh], { home: here });
    onTestFinished(() => void running.kill("SIGKILL"));
    running.stderr.resume();
    const ended = once(running, "exit");
    await expect.poll(() => existsSync(join(dataDir, "last-sync.json")), { timeout: 30_000 }).toBe(true);
    const first = String(status().syncs["desk"]?.["ended"]);
    expect(sync("desk")).toEqual(QUIET);
    running.kill("SIGTERM");
    await ended;
    expect(Object.keys(status().syncs)).toEqual(["desk"]);
    expect(String(status().syncs["desk"]?.["ended"]) > first).toBe(true);
  });

  it("starts nothing and makes nothing when its words are wrong", () => {
    const home = tempDir();
    const { code, stderr } = tt(["sync", "--ssh-command", `touch ${home}/started`, "desk;touch x"], { home });
    expect([code, stderr]).toEqual([2, expect.stringContaining("not the name of a host: 'desk;touch x'")]);
    expect([existsSync(join(home, "started")), existsSync(join(home, ".time-tracker"))]).toEqual([false, false]);
  });
});

const SSHD = "/usr/sbin/sshd";
const hasSshd = existsSync(SSHD) && spawnSync("ssh", ["-V"]).status === 0;

describe.skipIf(!hasSshd)("tt sync over a real sshd (skipped without openssh-server)", () => {
  it("brings the events of a machine that ssh reaches, and tells of one that it does not", async () => {
    const { here, there, held, program, status } = machines();
    const command = `ssh -F ${await startSshd(there.home)}`;
    const sync = (...hosts: readonly string[]) =>
      tt(["sync", "--ssh-command", command, "--tt", program, ...hosts], { home: here });
    const { code, stderr } = sync("desk", "gone");
    expect([code, stderr]).toEqual([74, expect.stringContaining("tt: gone: ssh could not reach it")]);
    expect(await held()).toEqual(idsOn("desk", there));
    expect(status().warnings.map(({ kind }) => kind)).toContain("sync-failed");
  });

  it("loses nothing and doubles nothing when either end is killed, at any moment", async () => {
    const { here, there, held } = machines();
    const pid = join(there.home, "pid");
    const program = script(join(there.home, "tt-there"), `echo $$ > ${pid}; exec ${ttCommand.join(" ")} "$@"`);
    const words = ["sync", "--ssh-command", `ssh -F ${await startSshd(there.home)}`, "--tt", program, "desk"];
    for (const [at, wait] of some([150, 300, 450, 600]).entries()) {
      there.grow(prompt(`k${at}`));
      const running = startTt(words, { home: here });
      running.stderr.resume();
      const ended = once(running, "exit");
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (at % 2 === 0) running.kill("SIGKILL");
      else spawnSync("sh", ["-c", `kill -9 "$(cat ${pid})"`]);
      await ended;
    }
    expect(tt(words, { home: here }).code).toBe(0);
    expect(await held()).toEqual(idsOn("desk", there));
    expect(tt(words, { home: here })).toEqual(QUIET);
  });
});

/** An sshd of the test's own on this machine alone, with keys of its own, whose sessions have the given home; the configuration for `ssh`. */
async function startSshd(home: string): Promise<string> {
  const folder = tempDir();
  const at = (name: string) => join(folder, name);
  for (const key of ["host", "user"])
    expect(spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(key)]).status).toBe(0);
  const port = await freePort();
  const { username } = userInfo();
  writeFileSync(at("authorized"), readFileSync(at("user.pub")));
  writeFileSync(at("known"), `[127.0.0.1]:${port} ${readFileSync(at("host.pub"), "utf8")}`);
  const lines = (options: Readonly<Record<string, string | number>>) =>
    Object.entries(options)
      .map(([name, value]) => `${name} ${value}\n`)
      .join("");
  writeFileSync(
    at("sshd"),
    lines({
      ListenAddress: `127.0.0.1:${port}`,
      HostKey: at("host"),
      PidFile: "none",
      UsePAM: "no",
      StrictModes: "no",
      AuthorizedKeysFile: at("authorized"),
      PasswordAuthentication: "no",
      KbdInteractiveAuthentication: "no",
      // What runs there has a home of its own.
      ForceCommand: `cd ${home} && HOME=${home} sh -c "$SSH_ORIGINAL_COMMAND"`,
    }),
  );
  const reach = {
    User: username,
    IdentityFile: at("user"),
    IdentitiesOnly: "yes",
    UserKnownHostsFile: at("known"),
    BatchMode: "yes",
    HostName: "127.0.0.1",
  };
  writeFileSync(
    at("ssh"),
    `Host desk\n${lines({ ...reach, Port: port })}Host gone\n${lines({ ...reach, Port: await freePort() })}`,
  );
  // Where sshd, as root, asks for an empty directory that a service's start would make.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const server = spawn(SSHD, ["-D", "-e", "-f", at("sshd")], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void server.kill());
  await listening(server);
  return at("ssh");
}

async function listening(server: ChildProcess): Promise<void> {
  let said = "";
  for await (const bytes of server.stderr ?? []) {
    said += String(bytes);
    if (said.includes("Server listening")) break;
  }
  if (!said.includes("Server listening")) throw new Error(`sshd did not start: ${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
