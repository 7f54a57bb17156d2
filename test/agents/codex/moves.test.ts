/** Codex archives rollouts (moves them), compresses and decompresses them: no event is lost or told again. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { codex } from "../../../src/agents/codex/index.ts";
import type { Problem } from "../../../src/problem.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { put } from "../../support/contract/tree.ts";
import { tempDir } from "../../support/program/temp.ts";

const source = codex();

const fixture = join(import.meta.dirname, "../../../fixtures/codex/session/home/.codex/sessions/2026/06/18");
const NAME = "rollout-2026-06-18T08-00-00-019ed9be-06d0-7000-8000-000000000001.jsonl";
const bytes = readFileSync(join(fixture, NAME));
const half = bytes.indexOf("\n", bytes.length / 2) + 1;
const active = join("sessions/2026/06/18", NAME);
const archived = join("archived_sessions", NAME);

/** Another form or place of a file, with its times. */
function turnInto(from: string, to: string, content: Buffer): void {
  const { mtime } = statSync(from);
  put(to, content);
  utimesSync(to, mtime, mtime);
  rmSync(from);
}

function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

async function problemsOf(dir: string): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const log of source.discover([{ path: dir, named: true }]).logs)
    for await (const batch of source.read(log, undefined)) problems.push(...batch.problems);
  return problems;
}

describe("a rollout that is moved and compressed", () => {
  it("is told once, wherever it lies", async () => {
    const dir = tempDir();
    const [plain, away] = [join(dir, active), join(dir, archived)];
    put(plain, bytes);
    const exporter = inProcess(source, [dir]);
    const all = await exporter.run();
    expect(all.length).toBeGreaterThan(10);
    move(plain, away);
    expect(await exporter.run()).toEqual([]);
    turnInto(away, `${away}.zst`, zstdCompressSync(bytes));
    expect(await exporter.run()).toEqual([]);
    turnInto(`${away}.zst`, away, bytes);
    expect(await exporter.run()).toEqual([]);
    move(away, plain);
    expect(await exporter.run()).toEqual([]);
    expect(JSON.parse(exporter.manifest ?? "")).toMatchObject({ sessions: { [NAME]: { byte_offset: bytes.length } } });
  });

  it("is gone on with in its other form, whatever was read of it before", async () => {
    const once = await inProcess(source, [join(fixture, "../../../..")]).run();
    const dir = tempDir();
    const plain = join(dir, active);
    put(plain, bytes.subarray(0, half));
    const exporter = inProcess(source, [dir]);
    const seen = [...(await exporter.run())];
    turnInto(plain, `${plain}.zst`, zstdCompressSync(bytes.subarray(0, half + 100)));
    seen.push(...(await exporter.run()));
    turnInto(`${plain}.zst`, plain, bytes);
    seen.push(...(await exporter.run()));
    expect(seen).toEqual(once);
  });

  it("gives compressed what it gives plain, also where its lines are longer than what is decompressed at once", async () => {
    const filler = `{"type":"compacted","payload":{"message":"${"x".repeat(3_000_000)}"}}\n`;
    const long = Buffer.concat([bytes.subarray(0, half), Buffer.from(filler), bytes.subarray(half)]);
    const [plain, compressed] = [tempDir(), tempDir()];
    put(join(plain, active), long);
    put(join(compressed, `${active}.zst`), zstdCompressSync(long));
    const expected = await inProcess(source, [plain]).run();
    const exporter = inProcess(source, [compressed]);
    expect(await exporter.run()).toEqual(expected);
    expect(await exporter.run()).toEqual([]);
  });

  it("that is cut off or damaged is a problem; what was read of it stands", async () => {
    const lines = Array.from({ length: 60_000 }, (_, at) => `{"type":"other","payload":{},"n":${at}}\n`).join("");
    const long = Buffer.concat([bytes, Buffer.from(lines)]);
    const whole = zstdCompressSync(long);
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, whole.length - 2000, whole.length - 1000);
    for (const broken of [whole.subarray(0, -10), damaged]) {
      const dir = tempDir();
      const file = join(dir, `${active}.zst`);
      put(file, broken);
      const exporter = inProcess(source, [dir]);
      const all = await exporter.run();
      expect(all.length).toBeGreaterThan(10);
      expect((await problemsOf(dir)).map(({ kind }) => kind)).toEqual(["unreadable"]);
      expect(await exporter.run()).toEqual([]);
      writeFileSync(file, whole);
      expect(await exporter.run()).toEqual([]);
      expect(JSON.parse(exporter.manifest ?? "")).toMatchObject({ sessions: { [NAME]: { byte_offset: long.length } } });
    }
    const dir = tempDir();
    put(join(dir, `${active}.zst`), "no such format\n");
    expect(await problemsOf(dir)).toMatchObject([{ kind: "unreadable" }]);
  });

  it("is read where it is longer, if a copy of the whole directory is read too", async () => {
    const [copy, used] = [tempDir(), tempDir()];
    put(join(copy, active), bytes.subarray(0, half));
    put(join(used, active), bytes.subarray(0, half));
    const exporter = inProcess(source, [copy, used]);
    const seen = [...(await exporter.run())];
    writeFileSync(join(used, active), bytes);
    seen.push(...(await exporter.run()));
    expect(seen).toEqual(await inProcess(source, [join(fixture, "../../../..")]).run());
  });

  it("stays in the manifest while a directory cannot be seen", async () => {
    const dir = tempDir();
    put(join(dir, active), bytes);
    const exporter = inProcess(source, [dir]);
    await exporter.run();
    const { manifest } = exporter;
    renameSync(join(dir, "sessions"), join(dir, "elsewhere"));
    await exporter.run();
    expect(exporter.manifest).toBe(manifest);
    renameSync(join(dir, "elsewhere"), join(dir, "sessions"));
    expect(await exporter.run()).toEqual([]);
  });
});

describe("where Codex keeps its rollouts", () => {
  const environment = { home: "/home/ana", vars: {}, platform: "linux" } as const;

  it("is ~/.codex, or only what $CODEX_HOME names", () => {
    expect(source.roots(environment)).toEqual([{ path: "/home/ana/.codex", named: false }]);
    const named = source.roots({ ...environment, vars: { CODEX_HOME: "/data/codex" } });
    expect(named).toEqual([{ path: "/data/codex", named: true }]);
  });

  it("may be missing: a problem, told once, if somebody named it", () => {
    const path = join(tempDir(), "none");
    expect(source.discover([{ path, named: false }])).toMatchObject({ logs: [], problems: [], found: false });
    expect(source.discover([{ path, named: true }]).problems).toMatchObject([{ kind: "root-missing" }]);
  });
});
