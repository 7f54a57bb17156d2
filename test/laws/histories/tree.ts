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
import { claudeLogs, type LogKind } from "./log-kind.ts";
import { wireLine } from "../../support/reference/wire.ts";

/** The events of one version of a log, by their IDs. */
export type Events = ReadonlyMap<string, string>;

/** What a version of a log shows: all lines of events, and the first of each ID. */
interface Shown {
  readonly lines: readonly string[];
  readonly events: Events;
}

/** How many versions are kept, to be restored one day. */
const KEPT = 500;

export class Tree {
  readonly root: string;
  readonly kind: LogKind;
  readonly #logs = new Map<string, Buffer>();
  readonly #unreadable = new Set<string>();
  readonly #parsed = new WeakMap<Buffer, Map<string, Shown>>();
  /** Every form that an event had in any version. */
  readonly shown = new Map<string, Set<string>>();
  /** What was in a log: backups are made of it. */
  readonly versions: { readonly path: string; readonly bytes: Buffer }[] = [];
  /** How often anything was changed: tells whether a log was changed while a run went on. */
  readonly changedAt = new Map<string, number>();
  clock = 0;

  constructor(root: string, kind: LogKind = claudeLogs) {
    this.root = root;
    this.kind = kind;
    mkdirSync(join(root, kind.top), { recursive: true });
  }

  get paths(): readonly string[] {
    return [...this.#logs.keys()];
  }

  bytes(path: string): Buffer {
    return this.#logs.get(path) ?? Buffer.alloc(0);
  }

  at(path: string): string {
    return join(this.root, path);
  }

  /** Writes a log: `whole` by a rename, as a careful program does, else in the place where it lies. */
  write(path: string, bytes: Buffer, how: "whole" | "in place" = "in place"): void {
    const full = this.at(path);
    this.allow(path);
    const { keyOf } = this.kind;
    if (keyOf !== undefined)
      for (const other of this.paths) if (other !== path && keyOf(other) === keyOf(path)) this.remove(other);
    mkdirSync(dirname(full), { recursive: true });
    const before = this.#logs.get(path);
    const { render } = this.kind;
    if (how === "whole" || render !== undefined) {
      writeFileSync(`${full}.tmp`, render?.(path, bytes) ?? bytes);
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
    // As one that is archived already is archived.
    if (to === from) return;
    this.allow(from);
    this.allow(to);
    mkdirSync(dirname(this.at(to)), { recursive: true });
    const bytes = this.bytes(from);
    const { render } = this.kind;
    if (render !== undefined) {
      writeFileSync(`${this.at(to)}.tmp`, render(to, bytes));
      renameSync(`${this.at(to)}.tmp`, this.at(to));
      rmSync(this.at(from));
    } else renameSync(this.at(from), this.at(to));
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
    if (target === this.kind.top) return;
    chmodSync(this.at(target), 0);
    this.#unreadable.add(target);
    this.clock++;
  }

  /** Gives back the right to read a log. */
  allow(path: string): void {
    for (const target of [...this.#unreadable].sort()) {
      if (target !== path && !path.startsWith(`${target}/`)) continue;
      chmodSync(this.at(target), /\.jsonl?(?:\.zst)?$/.test(target) && this.#logs.has(target) ? 0o600 : 0o700);
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
    return this.#parse(path, this.bytes(path)).events;
  }

  /** The same, with those of one ID that the log shows more than once, in the order in which they stand. */
  lines(path: string): readonly string[] {
    return this.#parse(path, this.bytes(path)).lines;
  }

  #is(path: string, bytes: Buffer): void {
    this.#logs.set(path, bytes);
    this.versions.push({ path, bytes });
    if (this.versions.length > KEPT) this.versions.shift();
    this.changedAt.set(path, ++this.clock);
    for (const line of this.#parse(path, bytes).lines) {
      const { id } = JSON.parse(line) as { id: string };
      const forms = this.shown.get(id);
      if (forms === undefined) this.shown.set(id, new Set([line]));
      else forms.add(line);
    }
  }

  #parse(path: string, bytes: Buffer): Shown {
    const forms = this.#parsed.get(bytes) ?? new Map<string, Shown>();
    this.#parsed.set(bytes, forms);
    const known = forms.get(path);
    if (known !== undefined) return known;
    const lines = this.kind.events(path, bytes).map((event) => wireLine(event));
    const events = new Map(lines.map((line) => [(JSON.parse(line) as { id: string }).id, line]));
    const shown: Shown = { lines, events };
    forms.set(path, shown);
    return shown;
  }
}
