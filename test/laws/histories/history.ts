/** Random histories of logs and of exports: from a seed the same, and every step with numbers of its own. */
import { seededRandom, type Random } from "../../support/random/random.ts";

/** What happens to the logs between two runs. */
export const CHANGES = [
  "append",
  "partial",
  "finish",
  "splice",
  "truncate",
  "regrow",
  "replace-same-size",
  "replace-larger",
  "prune-head",
  "prune-middle",
  "edit",
  "create",
  "copy",
  "copy-over",
  "move",
  "delete",
  "restore",
  "chmod",
  "chmod-directory",
  "touch",
] as const;
export type ChangeKind = (typeof CHANGES)[number];

/** `log` picks one of those there are, `at` where in it; `seed` makes what is written. */
export interface Change {
  readonly step: "change";
  readonly kind: ChangeKind;
  readonly log: number;
  readonly at: number;
  readonly seed: number;
}

export const MANIFEST_FAULTS = ["lost", "corrupt", "cut", "flip", "old", "pretty"] as const;

/** What happens to the manifest. */
export interface ManifestFault {
  readonly step: "manifest";
  readonly kind: (typeof MANIFEST_FAULTS)[number];
  readonly at: number;
  readonly seed: number;
}

export const STORE_FAULTS = ["lost", "older"] as const;

/** What happens to the store: it is gone, or an older copy of it is put in its place. */
export interface StoreFault {
  readonly step: "store";
  readonly kind: (typeof STORE_FAULTS)[number];
  readonly at: number;
}

/** One export, and what goes wrong with it; `at` tells when, from 0 to 1. */
export interface Run {
  readonly step: "run";
  readonly fault: string;
  readonly at: number;
  readonly seed: number;
  /** What happens to the logs while it runs. */
  readonly meanwhile?: Change;
}

export type Step = Change | ManifestFault | StoreFault | Run;

export interface History {
  readonly seed: number;
  readonly steps: readonly Step[];
}

export type Choices = readonly [readonly [number, ChangeKind], ...(readonly [number, ChangeKind])[]];

export const WEIGHTS: Choices = [
  [24, "append"],
  [7, "partial"],
  [7, "finish"],
  [4, "splice"],
  [5, "truncate"],
  [6, "regrow"],
  [3, "replace-same-size"],
  [3, "replace-larger"],
  [3, "prune-head"],
  [3, "prune-middle"],
  [5, "edit"],
  [4, "create"],
  [3, "copy"],
  [2, "copy-over"],
  [3, "move"],
  [3, "delete"],
  [3, "restore"],
  [2, "chmod"],
  [1, "chmod-directory"],
  [2, "touch"],
];

/** While a log is read it may grow or leave, but who overwrites it in place may be read half and half. */
export const MEANWHILE: Choices = [
  [6, "append"],
  [2, "partial"],
  [2, "replace-larger"],
  [2, "replace-same-size"],
  [2, "delete"],
  [2, "move"],
  [2, "create"],
];

export interface Chances {
  /** What can go wrong with a run; half of the runs are clean. */
  readonly faults: readonly [string, ...string[]];
  readonly length?: number;
  /** Whether the events go into a store, which can be lost. */
  readonly hasStore?: boolean;
}

export function randomHistory(seed: number, { faults, length = 14, hasStore = false }: Chances): History {
  const random = seededRandom(seed ^ 0x51ed);
  const steps: Step[] = [change(random, [[1, "create"]]), change(random, [[1, "create"]])];
  const wanted = 4 + random.below(length);
  while (steps.length < wanted) {
    if (random.chance(0.08)) steps.push(manifestFault(random));
    if (hasStore && random.chance(0.25)) steps.push(storeFault(random));
    steps.push(random.chance(0.6) ? change(random, WEIGHTS) : run(random, faults));
  }
  return { seed, steps };
}

function change(random: Random, weights: Choices): Change {
  return {
    step: "change",
    kind: random.weigh(weights),
    log: random.below(1 << 16),
    at: random.below(10_001) / 10_000,
    seed: random.below(2 ** 31),
  };
}

function manifestFault(random: Random): ManifestFault {
  const kind = random.pick(MANIFEST_FAULTS);
  return { step: "manifest", kind, at: random.below(10_001) / 10_000, seed: random.below(2 ** 31) };
}

function storeFault(random: Random): StoreFault {
  return { step: "store", kind: random.pick(STORE_FAULTS), at: random.below(10_001) / 10_000 };
}

function run(random: Random, faults: readonly [string, ...string[]]): Run {
  const fault = random.chance(0.5) ? "clean" : random.pick(faults);
  const at = random.below(10_001) / 10_000;
  const base: Run = { step: "run", fault, at, seed: random.below(2 ** 31) };
  return random.chance(0.12) ? { ...base, meanwhile: change(random, MEANWHILE) } : base;
}

/** A history as a person reads it, and as `JSON.parse` takes it back. */
export function told({ seed, steps }: History): string {
  return `seed ${seed}\n${steps.map((step) => `  ${JSON.stringify(step)}`).join("\n")}`;
}
