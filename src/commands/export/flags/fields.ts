import type { Command } from "commander";
import type { Fields } from "../../../events/fields.ts";
import { usage } from "../../../failure.ts";

/** What can be named; whether branches are told is another option. */
export const FIELDS = ["all", "minimal"] as const;

export interface FieldsFlags {
  readonly fields?: string;
  /** `false` with `--no-branch`. */
  readonly branch?: boolean;
}

export function withFieldsOptions(command: Command): Command {
  return command
    .option(
      "--fields <FIELDS>",
      "'minimal': tell no files, and the home folder as '~', now and from now on; 'all' ends that",
    )
    .option("--no-branch", "with '--fields minimal': tell no branches either");
}

/** The flags, if they make sense together. */
export function fieldsOf({ fields, branch }: FieldsFlags, { isWindow }: { readonly isWindow: boolean }): FieldsFlags {
  if (fields !== undefined && !FIELDS.some((name) => name === fields))
    throw usage(`--fields: neither 'all' nor 'minimal': '${fields}'`);
  if (branch === false && fields !== "minimal") throw usage("--no-branch needs --fields minimal");
  if (isWindow && fields === "all")
    throw usage("a window stores nothing: --fields all is for an export without --since and --until");
  return { ...(fields !== undefined && { fields }), ...(branch === false && { branch }) };
}

/** The fields that the flags name; `undefined` where they name none. */
export function fieldsNamed({ fields, branch }: FieldsFlags): Fields | undefined {
  if (fields === undefined || fields === "all") return fields;
  return branch === false ? "minimal-no-branch" : "minimal";
}
