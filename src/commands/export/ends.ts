import { NO_EVENTS } from "../../delivery.ts";
import { isUnchanged } from "../../export/unchanged.ts";
import { printable } from "../../lib/text/printable.ts";
import { deliveryBefore } from "../../manifest/delivery-before.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import type { StoredManifest } from "../../manifest/load.ts";
import type { Discovery, Source } from "../../logs/source.ts";
import type { Location } from "../../store/location.ts";
import type { ExportOptions } from "./options.ts";

/** A source, what was found of it, and its manifest, if positions matter. */
export interface Found {
  readonly source: Source;
  readonly discovery: Discovery;
  readonly stored: StoredManifest | undefined;
  /** The time zone of its logs, where their times are local and it was named, now or before. */
  readonly zone: string | undefined;
}

/**
 * The sources of which our own store, to which this run delivers, lacks what its manifest says was delivered: it is
 * another store, or an older copy, or the events went elsewhere. They must be exported again from their start; a line on
 * stderr says so. None where the consumer is another, and where the store cannot be asked.
 */
export async function sourcesBehind(options: ExportOptions, found: readonly Found[]): Promise<ReadonlySet<Source>> {
  const { own, window, full, quiet } = options;
  const none: ReadonlySet<Source> = new Set();
  if (own === undefined || window !== undefined || full) return none;
  const claims = found.flatMap(({ source, discovery, stored }): readonly Claim[] =>
    stored === undefined || deliveryBefore(stored) === NO_EVENTS
      ? []
      : [{ source, discovery, manifest: stored.manifest }],
  );
  const names = claims.flatMap(({ manifest }) => manifest.delivery ?? []);
  // A server is asked only when there is something to deliver: a quiet run should need no network.
  if (own.store.engine === "postgres" && names.length === claims.length && !claims.some(hasNews)) return none;
  const held = names.length === 0 ? new Set<string>() : await ask(own.store, names);
  if (held === undefined) return none;
  const behind = claims.filter(({ manifest }) => manifest.delivery === undefined || !held.has(manifest.delivery));
  if (behind.length > 0 && !quiet) {
    const agents = behind.map(({ source }) => source.agent).join(", ");
    process.stderr.write(
      `tt: the store \`${printable(own.store.shown)}\` lacks events that were exported before (it is new, another one, ` +
        `or an older copy): everything of ${agents} is exported again; what the logs no longer hold does not come back\n`,
    );
  }
  return new Set(behind.map(({ source }) => source));
}

/** SQLite is loaded only where there is something to ask. */
async function ask(store: Location, names: readonly string[]): Promise<ReadonlySet<string> | undefined> {
  const { heldDeliveries } = await asking();
  return heldDeliveries(store, names);
}

const asking = async () => import("../../store/registers/held-deliveries.ts");

/** Loads what asks our own store, if events go there. */
export async function loadAsking({ own }: Pick<ExportOptions, "own">): Promise<void> {
  if (own !== undefined) await (await asking()).loadHeld(own.store);
}

interface Claim {
  readonly source: Source;
  readonly discovery: Discovery;
  readonly manifest: Manifest;
}

function hasNews({ source, discovery, manifest }: Claim): boolean {
  return discovery.logs.some((log) => !isUnchanged(source, log, manifest.entries));
}
