import { Command, Option } from "commander";
import { EXIT, usage } from "../../failure.ts";
import { closest } from "../../lib/text/closest.ts";
import { freshRequest } from "../stored/fresh.ts";
import { humanOption } from "../options/hours/rules.ts";
import { tellNext } from "../process/next-step.ts";
import { KINDS, pushActivityWatch, pushTimewarrior, type ActivityWatch, type PushRequest } from "./run.ts";
import { intervalOptions, intervalsRequestOf, type IntervalFlags } from "../options/hours/intervals.ts";

export const TARGETS = ["timewarrior", "activitywatch"] as const;

interface Flags extends Omit<IntervalFlags, "open"> {
  readonly url?: string;
  readonly only?: (typeof KINDS)[number];
  readonly repair?: true;
  readonly again?: true;
  readonly dryRun?: true;
}

/** `tt push`. */
export function pushCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("push")
    .summary("put the intervals into a time tracker, each once")
    .argument("<TARGET>", TARGETS.join(" or "))
    .description(
      "Put the closed intervals, those that 'tt intervals' prints, into a time tracker, each once: what is there is left as it is, " +
        "whoever put it there, so that a push may be repeated. Entries that no longer agree with the store, because events " +
        "came in late or a project has another name, are told, and corrected with '--repair'.\n\n" +
        "timewarrior: the person's, by the program 'timew', in the time that no other entry takes.\n" +
        "activitywatch: the person's and the agents', by the server's own interface.",
    )
    .option("--url <URL>", "where ActivityWatch listens (default: http://127.0.0.1:5600)")
    .addOption(new Option("--only <KIND>", "of ActivityWatch's two kinds only this").choices(["human", "agent"]))
    .option("--repair", "correct what no longer agrees with the store and nobody else has changed there")
    .option("--again", "add again what was deleted there")
    .option("--dry-run", "print what would be added or removed, one a line, and change nothing")
    .option("-q, --quiet", "say nothing on stderr but failures");
  return intervalOptions(humanOption(command)).action(
    async (target: string, _period: string | undefined, flags: Flags, self: Command) => {
      const { request } = await freshRequest(
        (now) => requestOf([target, ...self.args.slice(1), ...afterDashes], flags, now),
        ({ intervals }) => intervals,
      );
      if (request.server === undefined) await pushTimewarrior(request);
      else await pushActivityWatch(request, request.server);
      next(request.server === undefined ? "timew summary :week" : "look at the timeline in ActivityWatch", request);
    },
  );
}

async function requestOf([target = "", ...words]: readonly string[], flags: Flags, now: Date): Promise<PushRequest> {
  return {
    server: targetOf(target) === "activitywatch" ? serverOf(flags) : noServer(flags),
    intervals: await intervalsRequestOf(words, flags, now, "push"),
    wishes: { repair: flags.repair === true, again: flags.again === true },
    dryRun: flags.dryRun === true,
    quiet: flags.quiet === true,
  };
}

function serverOf({ url = "http://127.0.0.1:5600", only }: Flags): ActivityWatch {
  return { url, kinds: KINDS.filter((kind) => only === undefined || only === kind) };
}

function noServer({ url, only }: Flags): undefined {
  if (url !== undefined || only !== undefined) throw usage("--url and --only are for 'tt push activitywatch'");
}

function next(step: string, { dryRun, quiet }: PushRequest): void {
  if (!dryRun && (process.exitCode ?? EXIT.ok) === EXIT.ok) tellNext(step, { quiet });
}

function targetOf(word: string): (typeof TARGETS)[number] {
  const target = TARGETS.find((name) => name === word);
  if (target !== undefined) return target;
  const meant = closest(word, TARGETS);
  throw usage(
    `no target is called '${word}'`,
    meant === undefined
      ? `there are: ${TARGETS.join(", ")}; 'tt intervals --format' writes files for others`
      : `did you mean '${meant}'?`,
  );
}
