import type { Command } from "commander";
import { usage } from "../../../failure.ts";
import { HUMAN_RULES, type HumanRule } from "../../../hours/human/human-rules.ts";
import type { Rules } from "../../../hours/rules.ts";
import { closest } from "../../../lib/text/closest.ts";
import { durationOf } from "../../../lib/text/duration.ts";

export interface RuleFlags {
  /** A rule; of `tt intervals` also nothing more than that the person's time is asked for. */
  readonly human?: string | true;
  readonly attention?: string;
  readonly agentGap?: string;
  readonly answer?: string;
  readonly automated?: true;
}

/** The rule of human time, of the commands whose `--human` means nothing else. */
export function humanOption(command: Command): Command {
  return command.option("--human <RULE>", `how human time is counted: ${HUMAN_RULES.join(", ")} (default: attention)`);
}

/** The options of how time is counted, beside the rule of human time. */
export function withRuleOptions(command: Command): Command {
  return command
    .option("--attention <DURATION>", "human time after a prompt or action, at most (default: 5m)")
    .option(
      "--agent-gap <DURATION>",
      "agent time between two events, at most, where no turn is recorded (default: 30m)",
    )
    .option(
      "--answer <DURATION>",
      "agent time after a last tool use, where neither turn nor answer is stored (default: 12s)",
    )
    .option("--automated", "count what programs sent as human time too");
}

/** How time is to be counted, as far as it is said. */
export type RulesRequest = Partial<Omit<Rules, "now">>;

/** What the flags say of how time is counted. */
export function rulesRequestOf({ human, attention, agentGap, answer, automated }: RuleFlags): RulesRequest {
  return {
    ...(human === undefined ? {} : { human: human === true ? "attention" : humanRuleOf(human) }),
    ...(attention === undefined ? {} : { attention: duration(attention, "--attention") }),
    ...(agentGap === undefined ? {} : { agentGap: duration(agentGap, "--agent-gap") }),
    ...(answer === undefined ? {} : { answer: duration(answer, "--answer") }),
    ...(automated === undefined ? {} : { automated }),
  };
}

/** What holds where nothing is said. */
const DEFAULTS = { human: "attention", attention: 300, agentGap: 1800, answer: 12, automated: false } as const;

/** The rules that were asked for, the others by default; a prompt sent just now is credited nothing that is yet to come. */
export function rulesOf(asked: RulesRequest, now: Date): Rules {
  return { now: Math.floor(now.getTime() / 1000), ...DEFAULTS, ...asked };
}

/** Whether a word names a rule of human time. */
export function isHumanRule(word: unknown): word is HumanRule {
  return HUMAN_RULES.some((rule) => rule === word);
}

function humanRuleOf(word: string): HumanRule {
  if (isHumanRule(word)) return word;
  const meant = closest(word, HUMAN_RULES);
  throw usage(
    `--human: not a rule: '${word}'`,
    meant === undefined ? `there are: ${HUMAN_RULES.join(", ")}` : `did you mean '${meant}'?`,
  );
}

/** Longer ones would reach beyond the events that are read around a window. */
const MOST_SECONDS = 7 * 86_400;

function duration(text: string, option: string): number {
  const seconds = durationOf(text);
  if (seconds === undefined) throw usage(`${option}: not a duration: '${text}'`, "such as 90s, 5m, 1h30m");
  if (seconds > MOST_SECONDS) throw usage(`${option}: more than a week: '${text}'`);
  return seconds;
}
