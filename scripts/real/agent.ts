import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { SourceFactory } from "../../src/logs/agent-source.ts";
import type { Answering } from "./stand-in.ts";

/** Where the program lives for the time of a run, and where its model answers. */
export interface Place {
  readonly home: string;
  readonly project: string;
  /** Of the stand-in, ending in `/v1`. */
  readonly url: string;
}

/** A program that goes on, and is ended with the run at the latest. */
export type Started = ChildProcessByStdio<Writable, Readable, null>;

/** What a step may ask of the program, and of the logs so far. */
export interface Driver extends Place {
  /** The program's path. */
  readonly program: string;
  /** Runs the program to its end, in the project, with nothing on its standard input. */
  readonly run: (args: readonly string[]) => Promise<string>;
  /** Starts it, or another one that runs it, in the project. */
  readonly start: (args: readonly string[], command?: string) => Started;
  /** The sessions that were exported so far, in the order of their starts. */
  readonly sessions: () => readonly string[];
}

/** A program that can be installed and driven without a person. */
export interface RealAgent {
  readonly make: SourceFactory;
  /** Where its newest release is had, and its name there. */
  readonly from: { readonly npm: string } | { readonly pypi: string };
  /** The program, below the folder that it was installed into. */
  readonly program: string;
  /** The directory that is exported. */
  logs(place: Place): string;
  /** The events by a decoder of the tests that shares no code with the program's. */
  reference(directory: string, evidence: boolean): readonly object[];
  readonly env?: (place: Place) => Readonly<Record<string, string>>;
  /** Writes the settings that lead the program to the stand-in. */
  configure?(place: Place): void;
  /** What the stand-in answers; without it, the words `run a command` in a prompt make it ask for one. */
  readonly answering?: Answering;
  /** Puts the logs where they are kept; without it, all that lies beside them too. */
  readonly keep?: (logs: string, out: string) => void;
  /** What is done, in this order. */
  readonly steps: Readonly<Record<string, (driver: Driver) => Promise<unknown>>>;
}
