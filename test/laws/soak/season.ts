/** A season of a soak: agents at work in a folder, exports, imports and pushes with every fault, and the law. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom, type Random } from "../../support/random/random.ts";
import { BUILT_FAULTS, runBuilt, type Place } from "../histories/programs/built-program.ts";
import { MEANWHILE, WEIGHTS, type Change, type Choices, type Run } from "../histories/history.ts";
import { claudeLogs } from "../histories/log-kind.ts";
import { Violation, World, type Ending } from "../histories/world.ts";
import { jumpedClock, sweepClocks } from "./clock.ts";
import { count, type Counts } from "./counts.ts";
import { OTHER_KINDS } from "./kinds.ts";
import { expectWhole } from "./law.ts";
import { OpenCodeWorld } from "./opencode.ts";
import { StoreReader } from "./store-reader.ts";
import type { Trackers } from "./trackers.ts";
import { Program } from "./program.ts";

/** Events as every version of the program delivers them, whoever gets them. */
const TYPES = "agent_session,user_message,user_action,agent_tool_use,agent_turn";

/** What can go wrong with an export whose events go into the store by `tt import`. */
const INTO_STORE = BUILT_FAULTS.filter((fault) => !/^(?:consumer|device)/.test(fault));
const MOST_LOGS = 10;
const MOST_BYTES = 60_000;

export class Season {
  readonly #folder: string;
  readonly #dataDir: string;
  readonly #random: Random;
  readonly #counts: Counts;
  readonly #worlds: readonly World[];
  readonly #openCode: OpenCodeWorld;
  readonly #store: StoreReader;
  readonly #program: Program;
  readonly #trackers: Trackers;
  /** Events that an export gave to a file, and that are not imported yet. */
  #waiting: string[] = [];
  #files = 0;

  constructor(folder: string, seed: number, counts: Counts, trackers: Trackers) {
    this.#folder = folder;
    this.#dataDir = join(folder, "data");
    this.#random = seededRandom(seed);
    this.#counts = counts;
    mkdirSync(this.#dataDir, { mode: 0o700 });
    this.#worlds = [claudeLogs, ...OTHER_KINDS].map(
      (kind, index) =>
        new World(folder, {
          // In what copies may differ, the histories hold down.
          kind: { ...kind, isNamedByPlace: true },
          root: join(folder, `${index}-${kind.agent}`),
          dataDir: this.#dataDir,
        }),
    );
    this.#openCode = new OpenCodeWorld(join(folder, "opencode"));
    this.#store = new StoreReader(join(this.#dataDir, "tracker.db"));
    this.#program = new Program(this.#dataDir, join(folder, "home"));
    this.#trackers = trackers;
    trackers.begin(this.#program, folder);
  }

  /** How many events are stored. */
  get size(): number {
    return this.#store.size;
  }

  /** Some changes, then a run of something. */
  async step(): Promise<void> {
    const random = this.#random;
    for (let left = 1 + random.below(8); left > 0; left--) this.#change();
    const what = random.weigh([
      [10, "export into the store"],
      [5, "export into a file"],
      [3, "import"],
      [1, "push"],
      [1, "manifest"],
    ] as const);
    switch (what) {
      case "export into the store":
        return this.#export(this.#run(INTO_STORE), ["tt", "import"]);
      case "export into a file":
        return this.#export(this.#run(BUILT_FAULTS), undefined);
      case "import":
        return this.#import();
      case "push":
        return this.#trackers.push(random, this.#counts);
      case "manifest": {
        const world = random.pick(this.#worlds as [World, ...World[]]);
        const kind = random.pick(["lost", "corrupt", "cut", "pretty"] as const);
        world.spoilManifest({ step: "manifest", kind, at: random.below(1000) / 1000, seed: random.below(2 ** 31) });
        return count(this.#counts, `manifest ${kind}`);
      }
    }
  }

  #change(): void {
    const random = this.#random;
    if (random.chance(0.2)) return count(this.#counts, `opencode ${this.#openCode.change(random.below(2 ** 31))}`);
    const world = random.pick(this.#worlds as [World, ...World[]]);
    const { paths } = world.tree;
    const change = this.#changeOf(WEIGHTS);
    const path = paths[change.log % Math.max(1, paths.length)];
    const isFull = paths.length > MOST_LOGS || (path !== undefined && world.tree.bytes(path).length > MOST_BYTES);
    const made: Change = isFull ? { ...change, kind: "delete" } : change;
    // An edit in place must be the only change between two runs: that is the histories' part.
    if (made.kind === "edit") return;
    world.change(made);
    count(this.#counts, made.kind);
  }

  #changeOf(weights: Choices): Change {
    const random = this.#random;
    return {
      step: "change",
      kind: random.weigh(weights),
      log: random.below(1 << 16),
      at: random.below(10_001) / 10_000,
      seed: random.below(2 ** 31),
    };
  }

  #run(faults: readonly string[]): Run {
    const random = this.#random;
    const fault = random.chance(0.4) ? "clean" : random.pick(faults as [string, ...string[]]);
    return { step: "run", fault, at: random.below(10_001) / 10_000, seed: random.below(2 ** 31) };
  }

  /** An export, and the law on what it gave. `isCalm`: nothing changes while it runs, and the clock is right. */
  async #export(run: Run, consumer: readonly string[] | undefined, isCalm = false): Promise<void> {
    const random = this.#random;
    const clock = !isCalm && random.chance(0.2) ? jumpedClock(random) : undefined;
    const world = random.pick(this.#worlds as [World, ...World[]]);
    const change = !isCalm && random.chance(0.15) ? this.#changeOf(MEANWHILE) : undefined;
    const before = this.#worlds.map((each) => each.beforeRun());
    const since = this.#openCode.clock;
    const ending = await runBuilt(
      this.#place(consumer, clock),
      run,
      change === undefined ? undefined : () => world.change(change),
    );
    count(this.#counts, `export ${consumer === undefined ? "to a file" : "to tt import"}: ${run.fault}`);
    if (clock !== undefined) {
      sweepClocks();
      count(this.#counts, "clock jumps");
    }
    if (change !== undefined) count(this.#counts, "changes while it runs");
    if (run.fault === "clean" && ending.code !== 0)
      throw new Violation(`a clean export ended with ${ending.code}: ${ending.errors}`);
    if (ending.lines.length > 0) {
      const file = join(this.#folder, `events-${++this.#files}.ndjson`);
      writeFileSync(file, ending.lines.map((line) => `${line}\n`).join(""));
      this.#waiting.push(file);
    }
    this.#hold({ ...ending, lines: [...ending.lines, ...this.#store.fresh()] }, before, since);
  }

  #hold(ending: Ending, before: readonly ReadonlyMap<string, number>[], since: number): void {
    const linesOf = new Map<World | OpenCodeWorld, string[]>();
    for (const line of ending.lines) {
      const { agent, id } = JSON.parse(line) as { readonly agent: string; readonly id: string };
      const worlds = this.#worlds.filter(({ tree }) => tree.kind.agent === agent);
      const origin =
        agent === "opencode" ? this.#openCode : (worlds.find(({ tree }) => tree.shown.has(id)) ?? worlds[0]);
      if (origin === undefined) throw new Violation(`invented: ${line}`);
      const own = linesOf.get(origin);
      if (own === undefined) linesOf.set(origin, [line]);
      else own.push(line);
    }
    for (const [index, world] of this.#worlds.entries())
      world.afterRun({ ...ending, lines: linesOf.get(world) ?? [] }, before[index] ?? new Map());
    this.#openCode.afterRun({ ...ending, lines: linesOf.get(this.#openCode) ?? [] }, since);
    count(this.#counts, "lines and rows held against the law", ending.lines.length);
  }

  #place(consumer: readonly string[] | undefined, env: Readonly<Record<string, string>> | undefined): Place {
    return {
      folder: this.#folder,
      dataDir: this.#dataDir,
      flags: this.#flags,
      files: this.#worlds.flatMap((world) => world.files),
      ...(consumer === undefined ? {} : { consumer }),
      ...(env === undefined ? {} : { env }),
    };
  }

  get #roots(): readonly string[] {
    return [...this.#worlds, this.#openCode].flatMap(({ flags }) => flags);
  }

  get #flags(): readonly string[] {
    return [...this.#roots, "--types", TYPES];
  }

  /** Imports files that wait: one, twice at once, killed and repeated. */
  async #import(): Promise<void> {
    const random = this.#random;
    const file = this.#waiting[random.below(Math.max(1, this.#waiting.length))];
    if (file === undefined) return;
    const way = random.pick(["clean", "killed", "two at once", "cut"] as const);
    count(this.#counts, `import: ${way}`);
    if (way === "killed") await this.#program.run(["import", file], { killAfterMs: random.below(250) });
    if (way === "cut") {
      const part = join(this.#folder, "part.ndjson");
      const bytes = readFileSync(file);
      writeFileSync(part, bytes.subarray(0, random.below(bytes.length)));
      await this.#program.run(["import", part]);
    }
    const runs = [this.#program.run(["import", file])];
    if (way === "two at once") runs.push(this.#program.run(["import", file]));
    for (const { code, stderr } of await Promise.all(runs))
      if (code !== 0) throw new Violation(`an import ended with ${code}: ${stderr}`);
    this.#waiting = this.#waiting.filter((other) => other !== file);
    rmSync(file);
    // Nothing in it is new to the law; but no row may be there that no export gave.
    this.#hold({ code: 1 << 8, lines: this.#store.fresh(), errors: "" }, [], -1);
  }

  /** Gives back every right that was taken, so that the folder can be removed. */
  allowAll(): void {
    for (const { tree } of this.#worlds) tree.allowAll();
  }

  /** The whole law: everything is imported and exported, and then the store, a full parse and the logs say the same. */
  async check(): Promise<void> {
    this.allowAll();
    if (this.#waiting.length > 0) await this.#program.clean(["import", ...this.#waiting]);
    for (const file of this.#waiting) rmSync(file);
    this.#waiting = [];
    // What came while it ran would be for the next one.
    await this.#export({ step: "run", fault: "clean", at: 1, seed: 1 }, ["tt", "import"], true);
    this.#store.check(this.#worlds, this.#openCode);
    await expectWhole({
      program: this.#program,
      dataDir: this.#dataDir,
      anew: join(this.#folder, "anew"),
      roots: this.#roots,
      flags: this.#flags,
      worlds: this.#worlds,
      openCode: this.#openCode,
    });
    count(this.#counts, "times the whole law held");
  }
}
