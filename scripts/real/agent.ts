import type { SourceFactory } from "../../src/logs/agent-source.ts";

/** Where the program lives for the time of a run, and where its model answers. */
export interface Place {
  readonly home: string;
  readonly project: string;
  /** Of the stand-in, ending in `/v1`. */
  readonly url: string;
}

/** What a step may ask of the program, and of the logs so far. */
export interface Driver extends Place {
  /** Runs the program to its end, in the project, with nothing on its standard input. */
  readonly run: (args: readonly string[]) => Promise<string>;
  /** The sessions that were exported so far, in the order of their starts. */
  readonly sessions: () => readonly string[];
}

/** A program that can be installed and driven without a person. */
export interface RealAgent {
  readonly make: SourceFactory;
  /** The name on npm; the newest release is taken. */
  readonly package: string;
  /** The program, below the folder that it was installed into. */
  readonly program: string;
  /** What is exported, below the home folder. */
  readonly directory: string;
  /** The events by a decoder of the tests that shares no code with the program's. */
  reference(directory: string, evidence: boolean): readonly object[];
  readonly env?: (place: Place) => Readonly<Record<string, string>>;
  /** Writes the settings that lead the program to the stand-in. */
  configure?(place: Place): void;
  /** What is done, in this order; the words `run a command` in a prompt make the stand-in ask for one. */
  readonly steps: Readonly<Record<string, (driver: Driver) => Promise<unknown>>>;
}
