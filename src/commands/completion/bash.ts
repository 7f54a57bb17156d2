import { valuedOptions, type CompletedCommand } from "./model.ts";
import { ROOTS, type Values } from "./values.ts";

/**
 * The script for bash, 3.2 of macOS too. It needs no other package. Bash splits words at `=` and `:`, so that `--by=day`
 * comes as three.
 */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of tt for bash, made by 'tt completion bash'.

# Offers of these words those that begin as the current one does.
_tt_words() {
  COMPREPLY=($(compgen -W "$*" -- "$cur"))
}

# The same for the last of several words with commas between them.
_tt_list() {
  local before=
  case $cur in *,*) before=\${cur%,*}, ;; esac
  COMPREPLY=($(compgen -P "$before" -W "$*" -- "\${cur##*,}"))
}

_tt_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -f -- "$cur"))
}

_tt_directories() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -d -- "$cur"))
}

# A source, '=' and a directory. What stands after a '=' comes as a word of its own.
_tt_roots() {
  compopt -o nospace 2>/dev/null
  _tt_words ${ROOTS.join(" ")}
}

_tt_nothing() {
  :
}

_tt() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev= before= place=0 open= dashes= options= valued= i
  local operands=()
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _tt_words ${quoted([...commands.map(({ name }) => name), "--help", "--version"])}
    return
  fi
  prev=\${COMP_WORDS[COMP_CWORD - 1]}
  if [ "$cur" = = ]; then
    cur=
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  elif [ "$prev" = = ]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
    before=\${COMP_WORDS[COMP_CWORD > 2 ? COMP_CWORD - 3 : 0]}
  fi
  if [ "$before" = --root ]; then
    _tt_directories
    return
  fi
  # Within a value such as 15m:up.
  if [ "$cur" = : ] || [ "$prev" = : ]; then return; fi
  for ((i = 2; i < COMP_CWORD; i++)); do
    if [ "\${COMP_WORDS[i]}" = -- ]; then
      dashes=$i
      prev=
      break
    fi
  done
  case \${COMP_WORDS[1]} in
${commands.map(caseOf).join("")}    *) return ;;
  esac
  for ((i = 2; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      --) ;;
      = | :) i=$((i + 1)) ;;
      -*)
        case " $valued " in
          *" \${COMP_WORDS[i]} "*) if [ "\${COMP_WORDS[i + 1]}" = = ]; then i=$((i + 2)); else i=$((i + 1)); fi ;;
        esac
        ;;
      *) place=$((place + 1)) ;;
    esac
  done
  if [ -n "$open" ] && [ "$place" -ge "\${#operands[@]}" ]; then place=$((\${#operands[@]} - 1)); fi
  case $cur in
    -*) if [ -z "$dashes" ]; then
      _tt_words "$options"
      return
    fi ;;
  esac
  if [ "$place" -lt "\${#operands[@]}" ]; then
    \${operands[$place]}
  elif [ -z "$dashes" ]; then
    _tt_words "$options"
  fi
}

complete -F _tt tt
`;
}

function caseOf(command: CompletedCommand): string {
  const { name, options, operands, isOpen, takesConsumer } = command;
  const flags = options.flatMap(({ short, long }) => (short === undefined ? [long] : [long, short]));
  const byCall = Map.groupBy(
    options.filter(({ value }) => value !== undefined),
    ({ values, isList }) => callOf(values, isList),
  );
  const cases = [...byCall].map(
    ([call, these]) =>
      `        ${these.map(({ long }) => long).join(" | ")})\n          ${call}\n          return\n          ;;\n`,
  );
  return [
    `    ${name})\n`,
    ...(takesConsumer ? [CONSUMER] : []),
    ...(cases.length === 0 ? [] : [`      case $prev in\n${cases.join("")}      esac\n`]),
    `      options=${quoted(flags)}\n`,
    `      valued=${quoted(valuedOptions(command))}\n`,
    ...(operands.length === 0
      ? []
      : [`      operands=(${operands.map((values) => `'${callOf(values, false)}'`).join(" ")})\n`]),
    ...(isOpen ? ["      open=yes\n"] : []),
    "      ;;\n",
  ].join("");
}

/** The first word after `--` is a program, the others may be files. */
const CONSUMER = `      if [ -n "$dashes" ]; then
        if [ "$COMP_CWORD" -eq $((dashes + 1)) ]; then
          COMPREPLY=($(compgen -c -- "$cur"))
        else
          _tt_files
        fi
        return
      fi
`;

function callOf(values: Values, isList: boolean): string {
  if (typeof values === "string") return `_tt_${values}`;
  if (values.length === 0) return "_tt_nothing";
  return `${isList ? "_tt_list" : "_tt_words"} ${values.join(" ")}`;
}

/** Names of commands and options hold nothing that a shell would take for more than itself. */
function quoted(words: readonly string[]): string {
  return `'${words.join(" ")}'`;
}
