/** A home with the logs of a garden, and what to expect of exports from it. */
import { createHash } from "node:crypto";
import { appendFileSync, chmodSync, chownSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { unprivileged } from "../program/machine.ts";
import { referenceTree } from "../../agents/claude-code/reference.ts";
import { wireLine } from "../reference/wire.ts";
import { shell, type ShellOptions } from "../program/shell.ts";
import { tempDir, writeTree } from "../program/temp.ts";
import type { Ended } from "../program/tt.ts";

export interface Garden {
  readonly home: string;
  readonly claudeDir: string;
  readonly log: string;
  readonly dataDir: string;
  readonly manifest: string;
  /** Runs a shell script in it, in which `tt` is the built program. */
  readonly sh: (script: string, options?: Partial<ShellOptions>) => Ended;
  readonly grow: (lines: string) => void;
  /** Holds a run, and all that it got out, against the law: nothing was stored, and the next run gives all. */
  readonly expectNothingStored: () => void;
  /** The lines that a full parse gives, by the reference. */
  readonly full: () => readonly string[];
}

export function prompt(uuid: string, more: object = {}): string {
  const message = { role: "user", content: "water the beds" };
  const at = { timestamp: "2026-03-02T09:00:00.000Z", sessionId: "s1", cwd: "/home/ana/garden" };
  return `${JSON.stringify({ type: "user", message, uuid, ...at, ...more })}\n`;
}

/** A line of what a model answered, with what it took for it. */
export function answer(uuid: string): string {
  const message = {
    id: uuid,
    role: "assistant",
    model: "claude-sonnet-4-5",
    content: [{ type: "text", text: "done" }],
    usage: { input_tokens: 3, output_tokens: 5 },
  };
  const at = { timestamp: "2026-03-02T09:00:05.000Z", sessionId: "s1", cwd: "/home/ana/garden" };
  return `${JSON.stringify({ type: "assistant", message, uuid, requestId: uuid, ...at })}\n`;
}

/** A line of so many tool calls: much output from little input. */
export function toolCalls(mark: string, count: number): string {
  const content = Array.from({ length: count }, (_, index) => ({
    type: "tool_use",
    id: `${mark}-${index}`,
    name: "Read",
    input: { file_path: "/home/ana/garden/beds.md" },
  }));
  const at = { timestamp: "2026-03-02T09:00:01.000Z", sessionId: "s1", cwd: "/home/ana/garden" };
  return `${JSON.stringify({ type: "assistant", message: { role: "assistant", content }, uuid: mark, ...at })}\n`;
}

/** `events` more or less; with `unprivileged`, everything belongs to another user, and runs as that one. */
export function garden({ events = 4, other = false } = {}): Garden {
  const home = tempDir();
  const log = ".claude/projects/-home-ana-garden/s1.jsonl";
  const lines = [prompt("u0"), prompt("u1"), prompt("u2")];
  for (let made = 4; made < events; made += 100) lines.push(toolCalls(`t${made}`, 100));
  writeTree(home, new Map([[log, lines.join("")]]));
  if (other) giveTo(home);
  const manifest = join(home, ".time-tracker/claude-manifest.json");
  const claudeDir = join(home, ".claude");
  const sh = (script: string, options: Partial<ShellOptions> = {}) =>
    shell(script, { home, ...(other ? { as: unprivileged } : {}), ...options });
  const full = () => {
    const digest = digestOf(claudeDir);
    const lines = known.get(digest) ?? referenceTree([claudeDir]).events.map((event) => wireLine(event));
    known.set(digest, lines);
    return lines;
  };
  return {
    home,
    claudeDir,
    log: join(home, log),
    dataDir: join(home, ".time-tracker"),
    manifest,
    sh,
    full,
    grow: (more) => appendFileSync(join(home, log), more),
    expectNothingStored() {
      expect(existsSync(manifest)).toBe(false);
      expect(leftovers(join(home, ".time-tracker"))).toEqual([]);
      expect(linesOf(sh("tt export").stdout)).toEqual(full());
      expect(sh("tt export")).toEqual({ code: 0, stdout: "", stderr: "" });
    },
  };
}

/** What the reference gives, by all that it reads: it is slow, and many gardens are alike. */
const known = new Map<string, readonly string[]>();

function digestOf(folder: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    hash.update(`${name}\n`);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) hash.update(readFileSync(path));
  }
  return hash.digest("hex");
}

/** Whole lines, without their ends. */
export function linesOf(text: string): readonly string[] {
  return text.split("\n").slice(0, -1);
}

/** What a run left beside its state. */
export function leftovers(dataDir: string): readonly string[] {
  return existsSync(dataDir) ? readdirSync(dataDir).filter((name) => name.includes(".next")) : [];
}

/** The bytes and the time of a manifest: both stay while nothing is stored. */
export function stateOf(manifest: string): readonly [string, number] {
  return [readFileSync(manifest, "utf8"), statSync(manifest).mtimeMs];
}

/** Makes everything in a folder another user's, the one that `unprivileged` names. */
export function giveTo(folder: string, { uid, gid } = unprivileged): void {
  if (uid === undefined || gid === undefined) return;
  for (const name of ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })])
    chownSync(join(folder, name), uid, gid);
  chmodSync(folder, 0o700);
}
