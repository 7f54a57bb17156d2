import { usage } from "../../failure.ts";
import type { SshCommand } from "../../sync/connection.ts";

/** The program that reaches hosts, and its first arguments. */
export function sshCommandOf(text: string | undefined): SshCommand {
  const [program, ...args] = (text ?? "ssh").split(/[ \t]+/).filter((word) => word !== "");
  if (program === undefined) throw usage("--ssh-command is empty");
  return [program, ...args];
}
