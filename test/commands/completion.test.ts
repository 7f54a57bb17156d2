/** The scripts of `tt completion`, in the real shells where they are installed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bashScript } from "../../src/commands/completion/bash.ts";
import { fishScript } from "../../src/commands/completion/fish.ts";
import { completedCommands, type CompletedCommand } from "../../src/commands/completion/model.ts";
import { VALUES } from "../../src/commands/completion/values.ts";
import { zshScript } from "../../src/commands/completion/zsh.ts";
import { describedCommands, type DescribedCommand } from "../../src/commands/help/described.ts";
import { VERBS } from "../../src/commands/help/verbs.ts";
import { itWith, run } from "../support/program/programs.ts";
import { tempDir } from "../support/program/temp.ts";

let commands: readonly DescribedCommand[];
let completed: readonly CompletedCommand[];
beforeAll(async () => {
  commands = await describedCommands(VERBS);
  completed = completedCommands(commands);
});

const PERIODS = ["last-month", "last-week", "month", "today", "week", "yesterday"];

/** What is typed, and what is offered, in the order of letters; of several words with commas the last. */
const OFFERED: readonly (readonly [line: string, words: readonly string[]])[] = [
  ["tt re", ["report"]],
  ["tt nope ", []],
  ["tt report ", PERIODS],
  ["tt report yes", ["yesterday"]],
  ["tt report --ba", ["--band"]],
  ["tt report --by day,pr", ["project"]],
  ["tt report --by=day,pr", ["project"]],
  ["tt report --by day --round 15m yes", ["yesterday"]],
  ["tt report --tz ", []],
  ["tt report --round 15m:", ["15m:up"]],
  ["tt schedule --every 5m ", ["cron", "launchd", "systemd"]],
  ["tt statement Acme ", PERIODS],
  ["tt events --format ", ["csv", "flat", "ndjson"]],
  ["tt export --source gem", ["gemini-cli"]],
  ["tt export --data-dir ", ["folder"]],
  ["tt status --root cod", ["codex="]],
  ["tt status --root codex=", ["folder"]],
  ["tt status --root codex=folder --js", ["--json"]],
  ["tt import ", ["folder", "notes.ndjson"]],
  ["tt import other.ndjson n", ["notes.ndjson"]],
  ["tt projects set ", ["folder"]],
  ["tt people r", ["remove"]],
  ["tt help exi", ["exit-codes"]],
  ["tt completion ", ["bash", "fish", "zsh"]],
];

/** Of several words with commas the last, of files the name. */
function plain(offers: readonly string[]): readonly string[] {
  const words = offers.map((word) => word.replace(/^.*[,=](?=.)/, "").replace(/\/$/, ""));
  return [...new Set(words.filter((word) => word !== ""))].sort();
}

/** A folder with the script, and something to complete. */
function folderWith(script: string): string {
  const home = tempDir();
  writeFileSync(join(home, "script"), script);
  const folder = join(home, "at");
  mkdirSync(join(folder, "folder"), { recursive: true });
  writeFileSync(join(folder, "notes.ndjson"), "");
  return folder;
}

/** What a program prints for each line: the line after `> `, then an offer a line. */
function offersIn(stdout: string): Readonly<Record<string, readonly string[]>> {
  const blocks = stdout.split(/^> /m).slice(1);
  return Object.fromEntries(
    blocks.map((block) => {
      const [line = "", ...offers] = block.split("\n");
      return [line, plain(offers)];
    }),
  );
}

const quoted = (line: string) => `'${line}'`;
const expected = (lines = OFFERED) => Object.fromEntries(lines);

describe("a shell completes", () => {
  itWith("bash")("in bash", () => {
    const folder = folderWith(bashScript(completed));
    // As bash splits a line: at spaces, and at '=' and ':'.
    const script = `cd '${folder}'; . ../script; . ../script
      at() {
        echo "> $1"
        local words=\${1//=/ = }
        words=\${words//:/ : }
        COMP_WORDS=($words)
        case $1 in *[\\ :=]) COMP_WORDS+=("") ;; esac
        COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
        _tt 2>&1
        printf '%s\\n' "\${COMPREPLY[@]}"
      }
      ${[...OFFERED.map(([line]) => line), "tt export -- tru"].map((line) => `at ${quoted(line)}`).join("\n")}`;
    const { stdout, stderr } = run("bash", ["--norc", "-c", script]);
    expect(stderr).toBe("");
    const { "tt export -- tru": programs, ...offers } = offersIn(stdout);
    // There bash completes what stands after the colon alone.
    expect(offers).toEqual({ ...expected(), "tt report --round 15m:": [] });
    expect(programs).toContain("true");
  });

  itWith("fish")("in fish", () => {
    const folder = folderWith(fishScript(completed));
    const lines = [...OFFERED.map(([line]) => line), "tt export -- tt imp"];
    const script = [
      `cd '${folder}'; source ../script`,
      ...lines.map((line) => `echo '> ${line}'; complete -C ${quoted(line)} | string replace -r '\\t.*' ''`),
    ].join("\n");
    const { stdout, stderr } = run("fish", ["--no-config", "-c", script], { env: { HOME: folder } });
    expect(stderr).toBe("");
    expect(offersIn(stdout)).toEqual({ ...expected(), "tt export -- tt imp": ["import"] });
  });

  itWith("zsh")("in zsh", () => {
    const folder = folderWith(zshScript(completed));
    const lines = [...OFFERED.map(([line]) => line), "tt export -- tt imp"];
    writeFileSync(join(folder, "../zshrc"), ZSHRC);
    // A terminal for each line, in which Tab is pressed.
    const script = [
      `zmodload zsh/zpty; cd '${folder}'`,
      ...lines.map(
        (line) => `print -r -- '> ${line}'
          zpty z zsh -f -i; zpty -w z '. ../zshrc'; zpty -w z ${quoted(line)}$'\\t'
          while zpty -r z out; do print -r -- "$out"; done | tr -d '\\r' | sed -n '/\\x01/,/\\x02/s/^.*OFFER://p'
          zpty -d z`,
      ),
    ].join("\n");
    const { stdout, stderr } = run("zsh", ["-f", "-c", script], { env: { HOME: folder, TERM: "dumb" } });
    expect(stderr).toBe("");
    expect(offersIn(stdout)).toEqual({ ...expected(), "tt export -- tt imp": ["import"] });
  });
});

/** Prints what `compadd` is given, between two marks, and ends. */
const ZSHRC = String.raw`
PROMPT=
autoload -U compinit
compinit -u -d ../zcompdump
. ../script
bindkey '^I' complete-word
zstyle ':completion:*' insert-tab false
begin() { print -r -- $'\x01' }
leave() { print -r -- $'\x02'; exit }
compprefuncs=(begin)
comppostfuncs=(leave)
compadd() {
  if [[ "\${@[1,(i)(-|--)]}" == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a offers
  builtin compadd -A offers "$@"
  for offer in $offers; do print -r -- "OFFER:$offer"; done
  builtin compadd "$@"
}
`.replaceAll("\\${", "${");

describe("what is offered", () => {
  it("is decided for every word that stands for a value in any help", () => {
    const words = commands.flatMap(({ operands, options }) => [
      ...operands.filter(({ choices }) => choices.length === 0).map(({ value }) => value),
      ...options.filter(({ choices }) => choices.length === 0).flatMap(({ value }) => value ?? []),
    ]);
    const known = new Set([...Object.keys(VALUES), "TOPIC", "WORDS"]);
    expect([...new Set(words)].filter((word) => !known.has(word))).toEqual([]);
  });

  it("holds nothing that a shell would take for more than itself", () => {
    const words = completed.flatMap(({ name, options, operands }) => [
      name,
      ...options.flatMap(({ long, short = "", values }) => [
        long,
        short,
        ...(typeof values === "string" ? [] : values),
      ]),
      ...operands.flatMap((values) => (typeof values === "string" ? [] : values)),
    ]);
    for (const word of words) expect(word).toMatch(/^[\w:-]*$/);
  });
});
