import { valuedOptions, type CompletedCommand, type CompletedOption } from "./model.ts";
import { ROOTS, type Values } from "./values.ts";

/** The script for fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const valued = [...new Set(commands.flatMap(valuedOptions))];
  return `# Completion of tt for fish, made by 'tt completion fish'.

# Whether the command is this one.
function __tt_is
    set -l words (commandline -opc)
    test (count $words) -ge 2 -a "$words[2]" = "$argv[1]"
end

# Whether an operand of this command is to come that has so many before it, or at least so many.
function __tt_at
    __tt_is $argv[1]; or return 1
    set -l place 0
    set -l is_value no
    for word in (commandline -opc)[3..-1]
        if test $is_value = yes
            set is_value no
        else if contains -- $word ${valued.join(" ")}
            set is_value yes
        else if not string match -q -- '-*' $word
            set place (math $place + 1)
        end
    end
    test $is_value = no -a $place -$argv[2] $argv[3]
end

# These words, for the last of several with commas between them.
function __tt_list
    set -l before (string replace -rf '[^,]*$' '' -- (commandline -ct | string replace -r '^-[^=]*=' ''))
    for word in $argv
        echo $before$word
    end
end

# A source, '=' and a directory.
function __tt_roots
    set -l token (commandline -ct | string replace -r -- '^--root=' '')
    set -l source (string match -r -- '^[a-z-]+=' $token)
    if test -z "$source"
        printf '%s\\n' ${ROOTS.join(" ")}
    else
        __fish_complete_directories (string replace -- $source '' $token) | string replace -r -- '^' $source
    end
end

# What completes the command line after a '--'.
function __tt_consumer
    set -l words (commandline -opc)
    set -l dashes (contains -i -- -- $words)
    or return
    set -l consumer (string escape -- $words[$dashes..-1])[2..-1]
    complete -C (string join ' ' -- $consumer (commandline -ct))
end

complete -c tt -f
complete -c tt -n __fish_is_first_arg -s h -l help -d 'print the help'
complete -c tt -n __fish_is_first_arg -s V -l version -d 'print the version'
${commands.map(linesOf).join("")}`;
}

function linesOf({ name, summary, options, operands, isOpen, takesConsumer }: CompletedCommand): string {
  return [
    `\n${line(`-n __fish_is_first_arg -a ${name} -d ${quoted(summary)}`)}`,
    ...options.map((option) => line(`-n '__tt_is ${name}' ${optionOf(option)}`)),
    ...operands.flatMap((values, nth) => {
      const place = isOpen && nth === operands.length - 1 ? "ge" : "eq";
      return values.length === 0 ? [] : [line(`-n '__tt_at ${name} ${place} ${nth}' ${offer(values, false)}`)];
    }),
    ...(takesConsumer ? [line(`-n '__tt_is ${name}' -a '(__tt_consumer)'`)] : []),
  ].join("");
}

function optionOf({ short, long, meaning, value, isValueOptional, isList, values }: CompletedOption): string {
  const flags = `${short === undefined ? "" : `-s ${short.slice(1)} `}-l ${long.slice(2)} -d ${quoted(meaning)}`;
  if (value === undefined) return flags;
  const needed = isValueOptional ? "" : " -r";
  return `${flags}${needed} ${values === "files" ? "-F" : `-f ${offer(values, isList)}`}`;
}

function offer(values: Values, isList: boolean): string {
  if (values === "files") return "-F";
  if (values === "directories") return "-a '(__fish_complete_directories)'";
  if (values === "roots") return "-a '(__tt_roots)'";
  return values.length === 0 ? "" : `-a '${isList ? `(__tt_list ${values.join(" ")})` : values.join(" ")}'`;
}

function line(rest: string): string {
  return `complete -c tt ${rest}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}
