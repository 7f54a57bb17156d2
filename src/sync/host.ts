import { isMachineId } from "../events/machine-id.ts";

/** Another machine whose events are brought here. */
export interface Host {
  /** As `ssh` is told it: a name of its configuration, `HOST` or `USER@HOST`. */
  readonly name: string;
  /** Stands before the IDs of all its events. */
  readonly machineId: string;
  /** The program there. */
  readonly tt: string;
  /** Its data directory there, if it is not the usual one. */
  readonly dataDir: string | undefined;
  /** Which types of events it is asked for, as `--types` takes them. */
  readonly types: string;
}

/**
 * Whether a name can be given to `ssh`. A configuration may put it into a shell's line (`ProxyCommand`, `Match exec`), so
 * nothing is let through that a shell, or `ssh` itself, reads as more than a name.
 */
export function isHostName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._@:%+/-]{0,254}$/.test(name);
}

/** The name of a machine that follows from its host's; `undefined` where the host's has what no machine's can have. */
export function machineIdFrom(name: string): string | undefined {
  const host = name.slice(name.lastIndexOf("@") + 1);
  return isMachineId(host) ? host : undefined;
}
