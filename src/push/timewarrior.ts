import { execFile } from "node:child_process";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { EXIT, Failure, failedWith, reason } from "../failure.ts";
import { basic } from "../hours/formats/timewarrior.ts";
import { isObject } from "../lib/json/json.ts";
import type { Entry } from "./timewarrior-plan.ts";

const run = promisify(execFile);

/** The real `timew`, which alone touches its files. */
export interface Timewarrior {
  entries(): Promise<readonly Entry[]>;
  /** Tracks an entry; why not, if it was refused. Never adjusts others: what overlaps is refused. */
  track(entry: Entry): Promise<string | undefined>;
  /** Deletes entries, which are those of the last answer of `entries` with these numbers. */
  remove(numbers: readonly number[]): Promise<void>;
}

/** Whose database it is: `timew` finds it by these. Everybody's home folder may have the same name. */
export function placeOf(env: NodeJS.ProcessEnv, home: string): string {
  const named = env["TIMEWARRIORDB"];
  return `${hostname()} ${named === undefined || named === "" ? home : resolve(named)}`;
}

export function timewarrior(env: NodeJS.ProcessEnv): Timewarrior {
  const timew = async (args: readonly string[]): Promise<string> => {
    const child = run("timew", args, { env, encoding: "utf8", maxBuffer: 1 << 30 });
    child.child.stdin?.end();
    return (await child).stdout;
  };
  return {
    async entries() {
      try {
        return parsed(await timew(["export"]));
      } catch (error) {
        throw unusable(error);
      }
    },
    async track({ start, end, tags }) {
      try {
        await timew(["track", spelled(start), "-", spelled(end), ...tags, ":quiet"]);
        return undefined;
      } catch (error) {
        if (failedWith(error, "ENOENT")) throw unusable(error);
        return complaint(error);
      }
    },
    async remove(numbers) {
      try {
        await timew(["delete", ...numbers.map((number) => `@${number}`), ":yes", ":quiet"]);
      } catch (error) {
        throw new Failure(EXIT.output, `'timew delete' failed (${complaint(error)})`, { cause: error });
      }
    },
  };
}

/** Extended, with its zone: what the command line is sure to understand. */
function spelled(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

function parsed(text: string): readonly Entry[] {
  if (text.includes("Create new database"))
    throw new Failure(EXIT.output, "Timewarrior has no database yet", { hint: "run 'timew' once, which makes one" });
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new SyntaxError("not a list");
  return list.map((entry: unknown, at) => {
    const { start, end, tags = [], annotation, id } = isObject(entry) ? entry : {};
    const from = moment(start);
    if (from === undefined || !Array.isArray(tags)) throw new SyntaxError("not an entry");
    // Without an end: it goes on.
    return {
      start: from,
      end: moment(end) ?? Infinity,
      tags: tags.map(String),
      // From the last one back, which is how versions count that do not tell.
      number: typeof id === "number" ? id : list.length - at,
      ...(typeof annotation === "string" ? { annotation } : undefined),
    };
  });
}

function moment(text: unknown): number | undefined {
  const parts = typeof text === "string" ? /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) : null;
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const seconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) / 1000;
  return basic(seconds) === text ? seconds : undefined;
}

function unusable(error: unknown): unknown {
  if (failedWith(error, "ENOENT"))
    return new Failure(EXIT.output, "cannot find the program 'timew'", { hint: "install Timewarrior", cause: error });
  if (error instanceof SyntaxError)
    return new Failure(EXIT.output, "cannot understand what 'timew export' says", { cause: error });
  if (error instanceof Failure) return error;
  return new Failure(EXIT.output, `'timew export' failed (${complaint(error)})`, { cause: error });
}

function complaint(error: unknown): string {
  const { stderr } = error as { readonly stderr?: unknown };
  const said = typeof stderr === "string" ? stderr.trim().split("\n")[0] : undefined;
  return said === undefined || said === "" ? reason(error) : said;
}
