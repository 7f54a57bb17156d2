import { realpathSync } from "node:fs";
import { Command } from "commander";
import { isSystemError } from "../../lib/process/system-error.ts";
import { locationOf, type Location } from "../../store/location.ts";
import { storeRequestOf, type StoreRequest } from "../options/store.ts";
import { withImportOptions, type ImportFlags } from "../import/options.ts";

/** A consumer that is plainly this program's own `tt import` of its standard input. */
export interface OwnImport {
  /** The store that it imports into. */
  readonly store: Location;
  /** Whether it is to replace what the store holds. */
  readonly replace: boolean;
  /** Asked once: whether the store is of an older version, so that an import brings it up to date though nothing is new. */
  readonly isDue: () => Promise<boolean>;
}

/**
 * Whether a command is our own import, as far as can be told without starting it: a shell or another program that starts
 * it is not. `dataDir` is what it hears from us as its data directory.
 */
export function ownImport(consumer: readonly [string, ...string[]], dataDir: string): OwnImport | undefined {
  const [program, verb, ...words] = consumer;
  if (verb !== "import" || !isThisProgram(program)) return undefined;
  const command = withImportOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  try {
    const { operands, unknown } = command.parseOptions(words);
    if (unknown.length > 0 || operands.some((file) => file !== "-")) return undefined;
    const { replace, ...store } = command.opts<ImportFlags>();
    const request = storeRequestOf({ dataDir, ...store }, "look");
    return { store: locationOf(request), replace: replace === true, isDue: isOldOnce(request, replace === true) };
  } catch {
    // It will refuse to start with that, and say why.
    return undefined;
  }
}

/** One that replaces takes nothing but a whole input; who follows looks every few seconds. */
function isOldOnce(store: StoreRequest, replaces: boolean): () => Promise<boolean> {
  let isAsked = replaces;
  return async () => {
    if (isAsked) return false;
    isAsked = true;
    const { isOldStore } = await import("../../store/old-store.ts");
    return isOldStore(locationOf(store));
  };
}

/** `tt` means this very program, whatever the path says; so does a path that leads to it. */
function isThisProgram(program: string): boolean {
  if (program === "tt") return true;
  const [, self] = process.argv;
  if (self === undefined || !/[/\\]/.test(program)) return false;
  try {
    return realpathSync(program) === realpathSync(self);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}
