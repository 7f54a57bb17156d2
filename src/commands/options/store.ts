import type { Command } from "commander";
import type { Asked } from "../../hours/projects/asked.ts";
import type { ProjectMap } from "../../hours/projects/project-map.ts";
import type { StoreOptions } from "../../store/location.ts";
import { dataDirectory, variable } from "../process/environment.ts";
import { ownDataDirectory } from "../process/own-directory.ts";

export interface StoreFlags {
  readonly db?: string;
  readonly dataDir?: string;
}

/** The options of every command that needs the store. */
export function withStoreOptions(command: Command): Command {
  return command
    .option(
      "--db <PATH|URL>",
      "the store: a file, or postgres://... (default: $TT_DB, else tracker.db in the data dir)",
    )
    .option("--data-dir <DIR>", "where manifests and store live (default: $TT_DATA_DIR, else ~/.time-tracker)");
}

/** A store that is to be opened, as a command was asked for it. */
export interface StoreRequest extends StoreOptions {
  /** Whether the command line names it, and not the environment or the data directory. */
  readonly isNamed: boolean;
}

/** What is to be read of a store. */
export interface ReadRequest {
  readonly store: StoreRequest;
  /** Of these persons alone, if any are named. */
  readonly persons: readonly string[] | undefined;
  /** Of those the ones whom the store may not know any more; it is to know all others. */
  readonly formerPersons?: readonly string[] | undefined;
  /** Whether damaged events are worth an exit code. */
  readonly strict: boolean;
  /** Held against what the store knows. A second reading for the same answer has none: a warning is told once. */
  readonly inquiry?: Inquiry | undefined;
}

/** What is asked for by name, and what follows from the answer. */
export interface Inquiry {
  readonly asked: Asked;
  readonly map: ProjectMap;
  readonly purpose: Purpose;
}

/** Whether hours are told, which can be warned of; or billed, or put into a tracker, where no warning is read. */
export type Purpose = "tell" | "bill" | "push";

/** Of every command that reads stored events. */
export interface ReadFlags extends StoreFlags {
  readonly person?: readonly string[];
  readonly strict?: true;
}

/**
 * The store that the flags and the environment ask for. To `use` it fails where others than its owner may have put
 * something into its place; to `look` at state takes it as it is.
 */
export function storeRequestOf({ db: named, dataDir }: StoreFlags, purpose: "use" | "look" = "use"): StoreRequest {
  const db = named ?? variable("TT_DB");
  const isOurs = db === undefined && purpose === "use";
  return { db, dataDir: isOurs ? ownDataDirectory(dataDir) : dataDirectory(dataDir), isNamed: named !== undefined };
}

/** What the flags ask to be read. */
export function readRequestOf({ person, strict, ...flags }: ReadFlags): ReadRequest {
  return { store: storeRequestOf(flags), persons: person, strict: strict === true };
}
