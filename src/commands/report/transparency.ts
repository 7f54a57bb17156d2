import { resolve } from "node:path";
import type { Command } from "commander";
import { usage } from "../../failure.ts";
import {
  redactionRequestOf,
  withRedactionOptions,
  type RedactionFlags,
  type RedactionRequest,
} from "../options/redaction/redaction.ts";
import { GROUPINGS, type Grouping } from "../../transparency/grouping.ts";

/** What `tt report` takes of its command line for a transparency report. */
export interface TransparencyFlags extends RedactionFlags {
  readonly transparency?: true;
  readonly repo?: string;
  readonly text?: true;
}

/** The options of `tt report` that are about it. */
export function withTransparencyOptions(command: Command): Command {
  return withRedactionOptions(
    command
      .option(
        "--transparency",
        "tell session by session what agents were asked and did, to be kept beside a release; --by project, day or session",
      )
      .option("--repo <DIR>", "of --transparency: only of the project in this directory")
      .option("--text", "of --transparency: the prompts, redacted, and not their lengths alone"),
  );
}

/** A transparency report that was asked for. */
export interface TransparencyRequest {
  readonly by: Grouping;
  /** The directory of the one project that it is about. */
  readonly directory: string | undefined;
  readonly hasText: boolean;
  readonly isCsv: boolean;
  /** `undefined` where nothing is to be redacted. */
  readonly redaction: RedactionRequest | undefined;
}

const BY: ReadonlyMap<string, Grouping> = new Map([
  ["project", "repository"],
  ["day", "date"],
  ["session", "session"],
]);

/** The transparency report that the flags ask for, if they do; fails for what contradicts it. */
export function transparencyRequestOf(
  flags: TransparencyFlags & { readonly [flag: string]: unknown },
  by: readonly string[],
): TransparencyRequest | undefined {
  if (flags.transparency === undefined) {
    const stray = (["repo", "text", "redactions"] as const).find((name) => flags[name] !== undefined);
    if (stray !== undefined || !flags.redact)
      throw usage(`--${stray ?? "no-redact"} is of --transparency`, "such as 'tt report --transparency last-week'");
    return undefined;
  }
  const other = ["json", "html", "worklog", "amounts", "round", "band", "open", "tokens", "prices"].find(
    (name) => flags[name] !== undefined,
  );
  if (other !== undefined)
    throw usage(`--transparency and --${other} contradict each other`, "it is printed as Markdown or --csv");
  const [dimension = "project", ...more] = by;
  const grouping = BY.get(dimension);
  if (grouping === undefined || more.length > 0)
    throw usage(`--transparency is by one of ${GROUPINGS.join(", ")}`, "--by project, --by day or --by session");
  return {
    by: grouping,
    directory: flags.repo === undefined ? undefined : resolve(flags.repo),
    hasText: flags.text === true,
    isCsv: flags["csv"] === true,
    redaction: redactionRequestOf(flags),
  };
}
