import type { DescribedCommand, DescribedOption } from "../help/described.ts";
import { TOPICS } from "../topics/index.ts";
import { VALUES, VALUES_OF_OPTIONS, VALUES_OF_WORDS, type Values } from "./values.ts";

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What may stand at the first place, at the second, and so on. */
  readonly operands: readonly Values[];
  /** The last of the operands may be repeated. */
  readonly isOpen: boolean;
  /** A command line may stand after `--`. */
  readonly takesConsumer: boolean;
}

export interface CompletedOption {
  readonly short: string | undefined;
  readonly long: string;
  readonly meaning: string;
  /** The word that stands for the value, if it takes one. */
  readonly value: string | undefined;
  readonly isValueOptional: boolean;
  /** Several values, with commas between them. */
  readonly isList: boolean;
  readonly values: Values;
}

/** What shells need to know of the commands. */
export function completedCommands(commands: readonly DescribedCommand[]): readonly CompletedCommand[] {
  return commands.map(({ name, summary, operands, options, usage }) => ({
    name,
    summary,
    options: options.map(completedOption),
    operands:
      VALUES_OF_WORDS[name] ??
      operands.map(({ value, choices }) => {
        if (value === "TOPIC") return [...commands.map((other) => other.name), ...Object.keys(TOPICS)];
        return choices.length > 0 ? choices : (VALUES[value] ?? []);
      }),
    isOpen: operands.at(-1)?.isMany === true,
    takesConsumer: usage.includes("-- CONSUMER"),
  }));
}

function completedOption({ short, long, meaning, value, isValueOptional, isList, choices }: DescribedOption) {
  const known = VALUES_OF_OPTIONS[long] ?? (value === undefined ? [] : VALUES[value]) ?? [];
  return { short, long, meaning, value, isValueOptional, isList, values: choices.length > 0 ? choices : known };
}

/** The options whose next word is always their value. */
export function valuedOptions({ options }: CompletedCommand): readonly string[] {
  return options
    .filter(({ value, isValueOptional }) => value !== undefined && !isValueOptional)
    .flatMap(({ short, long }) => (short === undefined ? [long] : [short, long]));
}

/** What makes the script of a shell. */
export type Script = (commands: readonly CompletedCommand[]) => string;
