/** The logs of a history: what is in them, in memory and on disk, in every version that there was. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { referenceLog } from "../../support/reference/claude-code.ts";
import { wireLine } from "../../support/reference/wire.ts";

/** The events of one version of a log, by their IDs. */
export type Events = ReadonlyMap<string, string>;

export class Tree {
  readonly claudeDir: string;
  readonly #logs = new Map<string, Buffer>();
  readonly #unreadable = new Set<string>();
  readonly #parsed = new Map<Buffer, Map<boolean, Events>>();
  /** Every form that an event had in any version. */
  readonly shown = new Map<string, Set<string>>();
  /** All that was ever in a log: backups are made of it. */
  readonly versions: { readonly path: string; readonly bytes: Buffer }[] = [];
  /** How often anything was changed: tells whether a log was changed while a run went on. */
  readonly changedAt = new Map<string, number>();
  clock = 0;

  constructor(claudeDir: string) {
    this.claudeDir = claudeDir;
    mkdirSync(join(claudeDir, "projects"), { recursive: true });
  }

  get paths(): readonly string[] {
    return [...this.#logs.keys()];
  }

  bytes(path: string): Buffer {
    return this.#logs.get(path) ?? Buffer.alloc(0);
  }

  at(path: string): string {
    return join(this.claudeDir, path);
  }

  /** Writes a log: `whole` by a rename, as a careful program does, else in the place where it lies. */
  write(path: string, bytes: Buffer, how: "whole" | "in place" = "in place"): void {
    const full = this.at(path);
    this.allow(path);
    mkdirSync(dirname(full), { recursive: true });
    const before = this.#logs.get(path);
    if (how === "whole") {
      writeFileSync(`${full}.tmp`, bytes);
      renameSync(`${full}.tmp`, full);
    } else if (before !== undefined && bytes.length >= before.length && bytes.subarray(0, before.length).equals(before))
      writeFileSync(full, bytes.subarray(before.length), { flag: "a" });
    else if (before !== undefined && before.length > bytes.length && before.subarray(0, bytes.length).equals(bytes))
      truncateSync(full, bytes.length);
    else writeFileSync(full, bytes);
    this.#is(path, bytes);
  }

  /** Overwrites bytes of a log where they are; its clock must have moved since. */
  overwrite(path: string, bytes: Buffer): void {
    const before = lstatSync(this.at(path)).ctimeMs;
    do writeFileSync(this.at(path), bytes, { flag: "r+" });
    while (lstatSync(this.at(path)).ctimeMs === before);
    this.#is(path, bytes);
  }

  remove(path: string): void {
    this.allow(path);
    rmSync(this.at(path), { force: true });
    this.#logs.delete(path);
    this.changedAt.set(path, ++this.clock);
  }

  move(from: string, to: string): void {
    this.allow(from);
    this.allow(to);
    mkdirSync(dirname(this.at(to)), { recursive: true });
    renameSync(this.at(from), this.at(to));
    const bytes = this.bytes(from);
    this.#logs.delete(from);
    this.changedAt.set(from, ++this.clock);
    this.#is(to, bytes);
  }

  keepingTimes(path: string, act: () => void): void {
    this.allow(path);
    const { atime, mtime } = statSync(this.at(path));
    act();
    utimesSync(this.at(path), atime, mtime);
  }

  /** Takes the right to read a log, or to list its directory. */
  forbid(path: string, what: "log" | "directory"): void {
    const target = what === "log" ? path : dirname(path);
    if (target === "projects") return;
    chmodSync(this.at(target), 0);
    this.#unreadable.add(target);
    this.clock++;
  }

  /** Gives back the right to read a log. */
  allow(path: string): void {
    for (const target of [...this.#unreadable].sort()) {
      if (target !== path && !path.startsWith(`${target}/`)) continue;
      chmodSync(this.at(target), target.endsWith(".jsonl") ? 0o600 : 0o700);
      this.#unreadable.delete(target);
    }
  }

  allowAll(): void {
    for (const target of [...this.#unreadable].sort()) this.allow(target);
  }

  isReadable(path: string): boolean {
    return ![...this.#unreadable].some((target) => target === path || path.startsWith(`${target}/`));
  }

  /** The events of a log as it is now. */
  events(path: string): Events {
    return this.#parse(path, this.bytes(path));
  }

  #is(path: string, bytes: Buffer): void {
    this.#logs.set(path, bytes);
    this.versions.push({ path, bytes });
    this.changedAt.set(path, ++this.clock);
    for (const [id, line] of this.#parse(path, bytes)) {
      const forms = this.shown.get(id);
      if (forms === undefined) this.shown.set(id, new Set([line]));
      else forms.add(line);
    }
    for (const line of this.#all.get(bytes) ?? []) {
      const { id } = JSON.parse(line) as { id: string };
      this.shown.get(id)?.add(line);
    }
  }

  readonly #all = new Map<Buffer, readonly string[]>();

  #parse(path: string, bytes: Buffer): Events {
    const subAgent = isSubAgent(path);
    const known = this.#parsed.get(bytes)?.get(subAgent);
    if (known !== undefined) return known;
    const { events } = referenceLog(bytes, { subAgent });
    const lines = events.map((event) => wireLine(event));
    this.#all.set(bytes, lines);
    const parsed: Events = new Map(events.map(({ id }, index) => [id, lines[index] ?? ""]));
    const forms = this.#parsed.get(bytes) ?? new Map<boolean, Events>();
    this.#parsed.set(bytes, forms.set(subAgent, parsed));
    return parsed;
  }
}

function isSubAgent(path: string): boolean {
  const parts = path.split("/");
  return (parts.at(-1) ?? "").startsWith("agent-") || parts.slice(2, -1).includes("subagents");
}
