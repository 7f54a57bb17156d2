/** A mistake that somebody could make: a text of a file, which stands there once, and what is planted in its place. */
export interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Mistakes in one part of the program, and the tests that must find each of them. */
export interface Area {
  readonly name: string;
  /** What is given to vitest, of the tests that run in its process; `tsc` stands for the types. */
  readonly tests: readonly string[];
  /** What the names of the tests hold: without, all of them. */
  readonly named?: string;
  /** Whether the tests need a program that is built, beside what they find the mistakes in. */
  readonly built?: true;
  readonly mutations: readonly Mutation[];
}
