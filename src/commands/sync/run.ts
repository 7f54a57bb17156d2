import { nameOfTypes, typesFrom, typesNoted } from "../../events/event-type.ts";
import { EXIT, Failure } from "../../failure.ts";
import { amount, grouped } from "../../lib/text/amount.ts";
import { printable } from "../../lib/text/printable.ts";
import { complaintText, moreText } from "../../store/import/import-summary.ts";
import type { StoreOptions } from "../../store/location.ts";
import { openStoreToWrite } from "../../store/open.ts";
import type { Outcome } from "../../sync/bring.ts";
import type { SshCommand } from "../../sync/connection.ts";
import type { Host } from "../../sync/host.ts";
import { noteSync, type HostSync } from "../../sync/last-sync.ts";
import { syncHosts } from "../../sync/sync.ts";
import { interruptibly, listenForSignals } from "../process/interruption.ts";

export interface SyncOptions {
  readonly ssh: SshCommand;
  readonly store: StoreOptions;
  readonly dataDir: string;
  readonly full: boolean;
  readonly quiet: boolean;
}

/** Everything that `tt sync` does. Sets the exit code. */
export async function bringFrom(hosts: readonly Host[], options: SyncOptions): Promise<void> {
  const { ssh, full, quiet, dataDir } = options;
  const interruption = listenForSignals();
  const outcomes = new Map<Host, Outcome>();
  const store = await interruptibly(interruption)(openStoreToWrite(options.store));
  try {
    await syncHosts(hosts, {
      ssh,
      store,
      full,
      interruptible: () => interruptibly(interruption),
      say: ({ name }, line) => {
        if (!quiet) process.stderr.write(`${printable(name)}: ${printable(line)}\n`);
      },
      ended: (host, outcome) => {
        outcomes.set(host, outcome);
        // Each when it is over: a sync that began later may note the same host while others are waited for.
        noteSync(dataDir, host.name, noteOf(host, outcome));
        process.stderr.write(outcomeText(host, outcome, quiet));
      },
    });
  } finally {
    // Who ends us by a signal does not wait for a server.
    if (interruption.signal === undefined) await store.close();
  }
  process.exitCode = [...outcomes.values()].some((outcome) => outcome instanceof Failure) ? EXIT.output : EXIT.ok;
}

function outcomeText({ name }: Host, outcome: Outcome, quiet: boolean): string {
  if (outcome instanceof Failure) {
    const hint = outcome.hint === undefined ? "" : `hint: ${printable(outcome.hint)}\n`;
    return `tt: ${printable(name)}: ${printable(outcome.message)}\n${hint}`;
  }
  if (quiet) return "";
  const { imported, events, inserted } = outcome;
  const complaints = imported === undefined ? "" : imported.complaints.map(complaintText).join("") + moreText(imported);
  const line = `${printable(name)}: ${amount(events, "event")}, ${grouped(inserted)} new\n`;
  return complaints + (process.stderr.isTTY || complaints !== "" ? line : "");
}

function noteOf({ machineId, types: asked }: Host, outcome: Outcome): HostSync {
  const ended = new Date().toISOString();
  if (outcome instanceof Failure) return { machine_id: machineId, ended, failure: outcome.message };
  const { events, inserted, types } = outcome;
  const given = types === undefined ? asked : nameOfTypes(typesFrom({}, new Set(typesNoted(types.join(",")))));
  return { machine_id: machineId, ended, succeeded: ended, events, inserted, types: given };
}
