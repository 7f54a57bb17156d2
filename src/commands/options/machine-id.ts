import type { Command } from "commander";
import { isMachineId } from "../../events/machine-id.ts";
import { usage } from "../../failure.ts";
import { variable } from "../process/environment.ts";

export interface MachineFlags {
  readonly machineId?: string;
}

export function withMachineOption(command: Command): Command {
  return command.option(
    "--machine-id <ID>",
    "put 'ID:' before every event ID and add machine_id (default: $TT_MACHINE_ID)",
  );
}

/** The machine that the flags or the environment name. */
export function machineIdOf({ machineId = variable("TT_MACHINE_ID") }: MachineFlags): string | undefined {
  if (machineId !== undefined && !isMachineId(machineId))
    throw usage(`not a machine ID: '${machineId}'`, "1 to 64 of A-Z a-z 0-9 . _ -");
  return machineId;
}
