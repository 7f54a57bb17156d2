import type { CompletedCommand, CompletedOption } from "./model.ts";
import { ROOTS, type Values } from "./values.ts";

/** The script for zsh: a file `_tt` of a folder in `$fpath`, or sourced after `compinit`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef tt
# Completion of tt for zsh, made by 'tt completion zsh'.

_tt_commands() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}\n`).join("")}  )
  _describe -t commands command commands
}

_tt() {
  local curcontext=$curcontext state line
  local -A opt_args
  _arguments -C \\
    '(- *)'{-h,--help}'[print the help]' \\
    '(- *)'{-V,--version}'[print the version]' \\
    '1: :_tt_commands' \\
    '*:: :->words' && return
  [[ $state = words ]] || return
  case $line[1] in
${commands.map(caseOf).join("")}  esac
}

if [[ $funcstack[1] = _tt ]]; then
  _tt "$@"
else
  compdef _tt tt
fi
`;
}

function caseOf({ name, options, operands, isOpen, takesConsumer }: CompletedCommand): string {
  const specs = [
    ...options.map(optionSpec),
    ...operands.map((values, nth) => {
      const place = isOpen && nth === operands.length - 1 ? "*" : String(nth + 1);
      return quoted(`${place}: :${actionOf(values, false)}`);
    }),
  ];
  const consumer = takesConsumer ? CONSUMER : "";
  return `    ${name})\n${consumer}      _arguments -s -S \\\n${specs.map((spec) => `        ${spec}`).join(" \\\n")}\n      ;;\n`;
}

/** What stands after `--` is a command line of its own. */
const CONSUMER = `      local dashes=$words[(i)--]
      if (( dashes < CURRENT )); then
        shift $dashes words
        (( CURRENT -= dashes ))
        _normal
        return
      fi
`;

function optionSpec({ short, long, meaning, value, isValueOptional, isList, values }: CompletedOption): string {
  const told = `[${meaning.replaceAll(/[\\[\]]/g, "\\$&")}]`;
  const taken =
    value === undefined
      ? ""
      : `${isValueOptional ? "::" : ":"}${value.replaceAll(":", "\\:")}:${actionOf(values, isList)}`;
  if (short !== undefined) return `'(${short} ${long})'{${short},${long}}${quoted(told + taken)}`;
  return quoted(`*${long}${value === undefined ? "" : "="}${told}${taken}`);
}

function actionOf(values: Values, isList: boolean): string {
  if (values === "files") return "_files";
  if (values === "directories") return "_files -/";
  if (values === "roots") return `{ compset -P "*=" && _files -/ || compadd -S "" - ${ROOTS.join(" ")} }`;
  if (values.length === 0) return " ";
  const words = values.map((word) => word.replaceAll(":", "\\:")).join(" ");
  return isList ? `_sequence compadd - ${words}` : `(${words})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
