import { join, resolve } from "node:path";
import type { Command } from "commander";
import { usage } from "../../../failure.ts";
import { dataDirectory, homeDirectory } from "../../process/environment.ts";

/** Of the commands that print texts. */
export interface RedactionFlags {
  readonly redactions?: string;
  /** Commander sets it, unless `--no-redact` is given. */
  readonly redact: boolean;
  readonly dataDir?: string;
}

export function withRedactionOptions(command: Command): Command {
  return command
    .option(
      "--redactions <FILE>",
      "your rules of what is redacted in texts (default: redactions.json in the data directory)",
    )
    .option("--no-redact", "print texts and paths as they are");
}

/** By what texts are redacted. */
export interface RedactionRequest {
  /** The file of the person's rules. */
  readonly path: string;
  /** Whether the person named it, so that it must be there. */
  readonly isNamed: boolean;
  readonly home: string;
}

/** What the flags ask to be redacted by; `undefined` where the person wants texts as they are. */
export function redactionRequestOf({ redact, redactions, dataDir }: RedactionFlags): RedactionRequest | undefined {
  if (!redact) {
    if (redactions !== undefined) throw usage("--redactions and --no-redact contradict each other");
    return undefined;
  }
  const path = redactions === undefined ? join(dataDirectory(dataDir), "redactions.json") : resolve(redactions);
  return { path, isNamed: redactions !== undefined, home: homeDirectory() };
}
