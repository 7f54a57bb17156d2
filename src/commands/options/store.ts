import type { Command } from "commander";
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

/** Where the store is, as the flags and the environment say. */
export function storeOptionsOf({ db = variable("TT_DB"), dataDir }: StoreFlags): StoreOptions {
  return { db, dataDir: dataDirectory(dataDir) };
}

/** The same, for who opens it: our own one only where nobody else could have put it. */
export function usableStoreOptionsOf({ db = variable("TT_DB"), dataDir }: StoreFlags): StoreOptions {
  return { db, dataDir: db === undefined ? ownDataDirectory(dataDir) : dataDirectory(dataDir) };
}
