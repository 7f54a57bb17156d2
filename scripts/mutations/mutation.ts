/** A mistake that somebody could make: a text of a file, which stands there once, and what is planted in its place. */
export interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Mistakes in one part of the program, and the tests that must find each of them. */
export interface Area {
  readonly name: string;
  /** What is given to vitest; `tsc` stands for the types. */
  readonly tests: readonly string[];
  /** Whether the tests run the program: `once` where the mistakes are not in what they run of it. */
  readonly built?: "once" | "each";
  readonly mutations: readonly Mutation[];
}
