import { Argument, Command } from "commander";
import { describedCommands } from "../help/described.ts";
import { print } from "../process/print.ts";
import type { Verbs } from "../help/verb.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { completedCommands, type Script } from "./model.ts";
import { zshScript } from "./zsh.ts";

const SCRIPTS: Readonly<Record<string, Script>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `tt completion`. */
export function completionCommand(verbs: Verbs): Command {
  return new Command("completion")
    .summary("print the completion script for bash, zsh or fish")
    .description(
      "Print a script by which a shell completes commands, options and their values. It holds all it needs and starts no " +
        "program; print it again after an update of tt. Where it goes:\n\n" +
        "  bash  tt completion bash > ~/.local/share/bash-completion/completions/tt\n" +
        "  zsh   tt completion zsh > DIR/_tt, where DIR is in $fpath\n" +
        "  fish  tt completion fish > ~/.config/fish/completions/tt.fish",
    )
    .addArgument(new Argument("<SHELL>", "whose script").choices(Object.keys(SCRIPTS)))
    .action(async (shell: string) => {
      const script = SCRIPTS[shell];
      if (script === undefined) throw new Error(`commander lets only known shells through, not '${shell}'`);
      await print(script(completedCommands(await describedCommands(verbs))));
    });
}
