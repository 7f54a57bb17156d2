import { Command, Option } from "commander";
import type { EventType } from "../../events/event-type.ts";
import { typesOf } from "../options/event-types.ts";
import { listed } from "../options/listed.ts";
import { storeRequestOf, withStoreOptions, type StoreFlags } from "../options/store.ts";
import { ownDataDirectory } from "../process/own-directory.ts";
import { variable } from "../process/environment.ts";
import { tellNext } from "../process/next-step.ts";
import { exportCommandOf } from "../../sync/remote-command.ts";
import { forgetHosts } from "./forget.ts";
import { hostsOf } from "./hosts-file.ts";
import { bringFrom, type SyncOptions } from "./run.ts";
import { sshCommandOf } from "./ssh-command.ts";

interface Flags extends StoreFlags {
  readonly sshCommand?: string;
  readonly tt?: string;
  readonly types?: readonly string[];
  readonly full?: true;
  readonly quiet?: true;
  readonly forget?: true;
}

/** `tt sync`. */
export function syncCommand(): Command {
  const command = new Command("sync")
    .summary("bring what is new on other machines into the store, over ssh")
    .description(
      "Bring what is new on other machines into the store: run 'tt export --ack' on each of them by the system's own ssh, " +
        "with your configuration, import what it prints, and acknowledge it once it is stored. Four hosts are asked at " +
        "once, and one that fails does not touch the others. Safe to kill on either side, at any moment.\n\n" +
        "The events of a host get a machine ID: the host's name, or what 'hosts.json' in the data directory says. A log " +
        "that lies on several machines counts once, for the machine that had it first.",
    )
    .argument("[HOST...]", "as ssh takes it, such as devbox or ana@devbox (default: all of hosts.json)");
  return withStoreOptions(command)
    .option(
      "--ssh-command <COMMAND>",
      "what to run in the place of 'ssh'; words end at blanks, and no shell reads them",
    )
    .option("--tt <PATH>", "where tt is on the hosts (default: 'tt', as the shell there finds it)")
    .option(
      "--types <TYPE,...>",
      "only these types of events, or groups of them: core, evidence, all (default: evidence, and what a host gave before)",
      listed,
    )
    .option("--full", "let the hosts export everything again")
    .addOption(
      new Option(
        "--forget",
        "bring nothing, and let 'tt status' tell no more of HOST; what it brought before stays",
      ).conflicts(["full", "sshCommand", "tt", "types"]),
    )
    .option("-q, --quiet", "say nothing on stderr but failures")
    .action(async (names: readonly string[], flags: Flags) => {
      if (flags.forget) {
        forgetHosts(names, ownDataDirectory(flags.dataDir));
        return;
      }
      const request = requestOf(flags);
      const hosts = hostsOf({ names, ownMachineId: variable("TT_MACHINE_ID"), ...request });
      // What cannot be said to the shell there is refused before anything is started.
      for (const host of hosts) exportCommandOf(host, { full: false });
      await bringFrom(hosts, request);
      tellNext("tt report --by machine", request);
    });
}

/** How hosts are asked, and where what they say goes. */
interface Request extends SyncOptions {
  /** The program on hosts of which `hosts.json` says nothing. */
  readonly tt: string | undefined;
  /** The types of events that are named, if any are. */
  readonly types: ReadonlySet<EventType> | undefined;
}

function requestOf(flags: Flags): Request {
  return {
    dataDir: ownDataDirectory(flags.dataDir),
    tt: flags.tt,
    types: flags.types === undefined ? undefined : typesOf(flags.types, { consumer: undefined, textLogs: false }),
    ssh: sshCommandOf(flags.sshCommand),
    store: storeRequestOf(flags),
    full: flags.full === true,
    quiet: flags.quiet === true,
  };
}
