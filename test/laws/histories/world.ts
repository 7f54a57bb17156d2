/** A folder with logs and a manifest, what a consumer has got so far, and the laws that must hold for it. */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { referenceTree } from "../../agents/claude-code/reference.ts";
import { wireLine } from "../../support/reference/wire.ts";
import { makeChange } from "./changes.ts";
import type { Change, ManifestFault } from "./history.ts";
import type { LogKind } from "./log-kind.ts";
import { ManifestFiles, offsetsIn, type Texts } from "./manifest-files.ts";
import { Tree } from "./tree.ts";

/** A law that does not hold. */
export class Violation extends Error {}

/** How a run ended, and the whole lines that its consumer kept. */
export interface Ending {
  /** 128 and more: ended by a signal. */
  readonly code: number;
  readonly lines: readonly string[];
  readonly errors: string;
  /** Given where the lines are all that a store holds: it went into the store, or elsewhere. */
  readonly isElsewhere?: boolean;
}

/** The files of a manifest as they were after some run, and the bytes before the offsets in them. */
interface Generation {
  readonly texts: Texts;
  readonly prefixes: ReadonlyMap<string, Buffer>;
}

/** Two copies of one record may differ in these. */
const FREE = new Set(["session_id", "cwd", "git_branch", "agent", "agent_id", "automated"]);
/** A turn's duration is bounded by what stands before it in its log: another version may have less of that. */
const FREE_OF_TURNS = "duration_ms";
const PROOF_BYTES = 4096;

export interface WorldOptions {
  readonly kind?: LogKind;
  /** Where the logs are, and the state; by default below the folder. */
  readonly root?: string;
  readonly dataDir?: string;
}

/** How many manifests are kept, to be brought back one day. */
const KEPT = 100;

export class World {
  readonly folder: string;
  readonly tree: Tree;
  readonly dataDir: string;
  readonly #accepted = new Map<string, string>();
  readonly #manifest: ManifestFiles;
  #generations: Generation[] = [];
  /** What the next run may go on from: what the last one stored, and what is left of that where somebody spoilt it. */
  #inEffect: readonly Generation[] = [];

  constructor(folder: string, { kind, root, dataDir }: WorldOptions = {}) {
    this.folder = folder;
    this.tree = new Tree(root ?? join(folder, "claude"), kind);
    this.dataDir = dataDir ?? join(folder, "data");
    mkdirSync(this.dataDir, { recursive: true, mode: 0o700 });
    this.#manifest = new ManifestFiles(join(this.dataDir, this.tree.kind.manifest));
  }

  /** The options of the program that name the logs. */
  get flags(): readonly string[] {
    return [this.tree.kind.flag, this.tree.root];
  }

  /** The files that are ours. */
  get files(): readonly string[] {
    return [...this.#manifest.paths, ...this.tree.paths.map((path) => this.tree.at(path))];
  }

  /** The IDs of the events that a consumer has got. */
  get delivered(): Iterable<string> {
    return this.#accepted.keys();
  }

  change(change: Change): void {
    makeChange(this.tree, change, (path, bytes) => this.#inEffect.some((stored) => this.#isBlind(path, bytes, stored)));
  }

  /**
   * An edit that leaves the size as it is must be the only change between two runs: together with an append, before the
   * bytes that are looked at again, it is the one thing that no run sees.
   */
  mayEdit(path: string): boolean {
    const prefix = this.#generations.at(-1)?.prefixes.get(path);
    const bytes = this.tree.bytes(path);
    return prefix !== undefined && this.tree.isReadable(path) && prefix.length === bytes.lastIndexOf(0x0a) + 1;
  }

  /**
   * Spoils a file of the manifest, or brings back those of an earlier run. What is left may be the manifest without its
   * changes: an edit since then may be the one thing that no run sees.
   */
  spoilManifest(fault: ManifestFault): void {
    const now = this.#manifest.texts();
    const old = this.#generations[Math.floor(fault.at * (this.#generations.length - 1))];
    if (fault.kind === "old" && old === undefined) return;
    // A backup may have one of the files alone.
    const back = {
      ...now,
      ...(fault.kind === "old" ? old?.texts : {}),
      ...(fault.seed % 4 === 0 ? { changes: now.changes } : {}),
    };
    const left = [{ ...back, changes: undefined }, ...(fault.kind === "old" ? [back] : [])].flatMap(
      (texts) => this.#generationOf(texts) ?? [],
    );
    for (const one of left)
      for (const [path] of one.prefixes) if (this.#isBlind(path, this.tree.bytes(path), one)) return;
    this.#inEffect = [...this.#inEffect, ...left];
    if (fault.kind === "old") this.#manifest.put(back);
    else this.#manifest.spoil(fault);
  }

  /** What a run may read without a change: the logs, and when each was changed last. */
  beforeRun(): ReadonlyMap<string, number> {
    return new Map(
      this.tree.paths
        .filter((path) => this.tree.isReadable(path))
        .map((path) => [path, this.tree.changedAt.get(path) ?? 0]),
    );
  }

  /** Takes what a run gave, and holds it against the laws. */
  afterRun(ending: Ending, before: ReadonlyMap<string, number>): void {
    // What a store has lost must come again.
    if (ending.isElsewhere !== undefined) this.#accepted.clear();
    for (const line of ending.lines) this.#accept(line);
    if (ending.code === 1) throw new Violation(`a bug: ${ending.errors}`);
    this.#noteManifest();
    // Of a log that could not be read it was said so; a later run reads it.
    if (ending.code !== 0 || ending.isElsewhere === true || ending.errors.includes("cannot read")) return;
    for (const [path, changedAt] of before) {
      if (this.tree.changedAt.get(path) !== changedAt) continue;
      for (const [id, line] of this.tree.events(path))
        if (!this.#accepted.has(id)) throw new Violation(`lost: ${line}\nof ${path}`);
    }
  }

  /** At the end: nothing is missing, nothing is new, and a full export equals the reference. */
  async settle(again: () => Promise<Ending>, anew: () => Promise<Ending>): Promise<void> {
    const stored = this.#manifest.stamp();
    const quiet = await again();
    if (quiet.code !== 0) throw new Violation(`the quiet run ended with ${quiet.code}: ${quiet.errors}`);
    if (quiet.isElsewhere === undefined && quiet.lines.length > 0) throw new Violation(`not quiet: ${quiet.lines[0]}`);
    if (this.#manifest.stamp() !== stored) throw new Violation("the quiet run wrote the manifest again");
    const left = readdirSync(this.dataDir).filter((name) => name.includes(".next"));
    if (left.length > 0) throw new Violation(`left behind: ${left.join(", ")}`);
    const expected = referenceTree([this.tree.root]).events.map((event) => wireLine(event));
    const full = (await anew()).lines;
    for (const [index, line] of expected.entries())
      if (full[index] !== line) throw new Violation(`a full export gives\n${full[index]}\ninstead of\n${line}`);
    if (full.length > expected.length) throw new Violation(`a full export gives more: ${full[expected.length]}`);
    for (const line of expected) if (!this.#accepted.has(idOf(line))) throw new Violation(`lost at the end: ${line}`);
  }

  #accept(line: string): void {
    let id: string;
    try {
      id = idOf(line);
    } catch {
      throw new Violation(`no event: ${line}`);
    }
    if (this.tree.shown.get(id)?.has(line) !== true) throw new Violation(`invented or altered: ${line}`);
    const first = this.#accepted.get(id);
    if (first === undefined) this.#accepted.set(id, line);
    else if (this.tree.kind.isNamedByPlace !== true && first !== line && bound(first) !== bound(line))
      throw new Violation(`one ID, two events:\n${first}\n${line}`);
  }

  /** Keeps the manifest, to bring it back one day, and the bytes that it vouches for. */
  #noteManifest(): void {
    const texts = this.#manifest.texts();
    if (JSON.stringify(this.#generations.at(-1)?.texts) === JSON.stringify(texts)) {
      this.#inEffect = this.#generations.slice(-1);
      return;
    }
    const generation = this.#generationOf(texts);
    // Somebody spoilt it, and no run has stored since.
    if (generation === undefined) return;
    this.#inEffect = [generation];
    this.#generations.push(generation);
    if (this.#generations.length > KEPT) this.#generations.shift();
  }

  #generationOf(texts: Texts): Generation | undefined {
    const offsets = offsetsIn(texts);
    if (offsets === undefined) return undefined;
    const prefixes = new Map<string, Buffer>();
    for (const [key, offset] of offsets) {
      const path = this.#pathOf(key);
      if (path !== undefined && this.tree.bytes(path).length >= offset)
        prefixes.set(path, this.tree.bytes(path).subarray(0, offset));
    }
    return { texts, prefixes };
  }

  #pathOf(key: string): string | undefined {
    const { keyOf } = this.tree.kind;
    if (keyOf === undefined) return key.slice(this.tree.root.length + 1);
    return this.tree.paths.find((path) => keyOf(path) === key);
  }

  /** Whether bytes before the stored offset would change and those just before it would not. */
  #isBlind(path: string, bytes: Buffer, stored: Generation | undefined): boolean {
    const prefix = stored?.prefixes.get(path);
    if (prefix === undefined || bytes.length < prefix.length) return false;
    const same = bytes.subarray(0, prefix.length);
    return same.subarray(-PROOF_BYTES).equals(prefix.subarray(-PROOF_BYTES)) && !same.equals(prefix);
  }
}

function idOf(line: string): string {
  return (JSON.parse(line) as { readonly id: string }).id;
}

function bound(line: string): string {
  const event = JSON.parse(line) as { readonly type: string };
  const isFree = (field: string) => FREE.has(field) || (event.type === "agent_turn" && field === FREE_OF_TURNS);
  return JSON.stringify(Object.entries(event).filter(([field]) => !isFree(field)));
}
