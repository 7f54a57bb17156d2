import type { Command, Option } from "commander";
import { commandOf } from "./program.ts";
import type { Verb, Verbs } from "./verb.ts";

/** A command as its own help describes it: what completions, the man page and the reference are made of. */
export interface DescribedCommand {
  readonly name: string;
  readonly group: Verb["group"];
  readonly summary: string;
  readonly description: string;
  /** What stands after the name: `[options] [PERIOD]`. */
  readonly usage: string;
  readonly operands: readonly DescribedOperand[];
  readonly options: readonly DescribedOption[];
}

export interface DescribedOperand {
  /** As in the usage: `[PERIOD]`. */
  readonly term: string;
  readonly description: string;
  /** The word that stands for the value: `PERIOD`. */
  readonly value: string;
  readonly isMany: boolean;
  readonly choices: readonly string[];
}

export interface DescribedOption {
  /** As in the help: `-q, --quiet`, `--by <DIMENSION,...>`. */
  readonly term: string;
  /** With defaults and choices. */
  readonly description: string;
  /** The same without them. */
  readonly meaning: string;
  readonly short: string | undefined;
  readonly long: string;
  /** The word that stands for the value, if it takes one: `DIMENSION`. */
  readonly value: string | undefined;
  /** Several values, with commas between them. */
  readonly isList: boolean;
  readonly isValueOptional: boolean;
  readonly choices: readonly string[];
}

/** All commands, in the order of `tt --help`. */
export async function describedCommands(verbs: Verbs): Promise<readonly DescribedCommand[]> {
  return Promise.all(
    Object.entries(verbs).map(async ([name, verb]) => described(await commandOf(name, verbs), name, verb)),
  );
}

function described(command: Command, name: string, { group, summary }: Verb): DescribedCommand {
  const help = command.createHelp();
  return {
    name,
    group,
    summary,
    description: command.description(),
    usage: command.usage(),
    operands: command.registeredArguments.map((argument) => ({
      term: argument.required ? `<${valueOf(argument)}>` : `[${valueOf(argument)}]`,
      description: help.argumentDescription(argument),
      value: argument.name(),
      isMany: argument.variadic,
      choices: argument.argChoices ?? [],
    })),
    // Every command has `--help`, which goes without saying; what is hidden has a newer form.
    options: command.options
      .filter(({ hidden }) => !hidden)
      .map((option) => optionOf(option, help.optionDescription(option))),
  };
}

function valueOf(argument: { name(): string; readonly variadic: boolean }): string {
  return argument.name() + (argument.variadic ? "..." : "");
}

function optionOf(option: Option, description: string): DescribedOption {
  const { flags, short, long } = option;
  if (long === undefined) throw new Error(`an option without a long name: ${flags}`);
  const value = /[<[](.+?)(?:,?\.\.\.)?[>\]]$/.exec(flags)?.[1];
  return {
    term: flags,
    description,
    meaning: option.description,
    short,
    long,
    value,
    isList: /,\.\.\.[>\]]$/.test(flags),
    // commander takes any bracket, as in `<STEP[:up]>`, for an optional value.
    isValueOptional: option.optional && !option.required,
    choices: option.argChoices ?? [],
  };
}
