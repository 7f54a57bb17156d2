import { spawnSync } from "node:child_process";
import { findInZone } from "../../export/find-in-zone.ts";
import { readLastExport } from "../../export/summary/last-export.ts";
import { isUnchanged } from "../../export/unchanged.ts";
import { EXIT, Failure } from "../../failure.ts";
import type { Span } from "../../hours/slice.ts";
import { amount } from "../../lib/text/amount.ts";
import { loadManifest } from "../../manifest/load.ts";
import { sources } from "../../agents/index.ts";
import { environment } from "../process/environment.ts";
import { OWN_STORE } from "../export/note.ts";
import { rememberedIn } from "../export/remembered.ts";
import type { HoursRequest } from "../options/hours.ts";
import { sourcesRequestOf, type ChosenSource } from "../options/sources.ts";
import { age } from "../status/age.ts";
import type { StoreRequest } from "../options/store.ts";

/** What hours are asked for, and until when. */
type Asked = Pick<HoursRequest, "read" | "grown"> & { readonly window: Pick<Span, "end"> };

/**
 * What is asked for now. Where the store is to be updated first, it is, and what is asked for is that of the moment
 * after: what was written until then is in it. What cannot be asked for is refused before that.
 */
export async function freshRequest<Request extends Asked>(
  requestAt: (now: Date) => Request | Promise<Request>,
): Promise<AsOf<Request>>;
export async function freshRequest<Request>(
  requestAt: (now: Date) => Request | Promise<Request>,
  askedIn: (request: Request) => Asked,
): Promise<AsOf<Request>>;
export async function freshRequest<Request>(
  requestAt: (now: Date) => Request | Promise<Request>,
  askedIn = (request: Request) => request as Asked,
): Promise<AsOf<Request>> {
  const began = new Date();
  const request = await requestAt(began);
  const { read, grown, window } = askedIn(request);
  if (grown === "update") {
    update(read.store);
    const now = new Date();
    return { request: await requestAt(now), now };
  }
  if (grown === "tell") process.stderr.write(grownNote(read.store.dataDir, window.end, began) ?? "");
  return { request, now: began };
}

/** What is asked for, and as of when. */
export interface AsOf<Request> {
  readonly request: Request;
  readonly now: Date;
}

/** In a process of its own: an export listens for signals until its process ends. */
function update({ dataDir, db, isNamed }: StoreRequest): void {
  const { machineId } = rememberedIn(dataDir);
  const words = [
    "--data-dir",
    dataDir,
    // One of the environment is there for the other process too, and may have a password in it.
    ...(isNamed && db !== undefined ? ["--db", db] : []),
    ...(machineId === undefined ? [] : ["--machine-id", machineId]),
  ];
  const { status, error } = spawnSync(
    process.execPath,
    [process.argv[1] ?? "tt", "update", "--summary", "none", ...words],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  if (error !== undefined) throw error;
  if (status === EXIT.ok || status === EXIT.warnings) return;
  throw new Failure(status ?? EXIT.output, "the store was not updated, so nothing is told", {
    hint: "without --fresh, what is stored already is told",
  });
}

/**
 * A line that says that logs have grown since the last export, where what is asked for (until `end`, in seconds since
 * 1970) may lack what is new in them. Only where the exports of this data directory go into a store of ours.
 */
function grownNote(dataDir: string, end: number, now: Date): string | undefined {
  const last = readLastExport(dataDir);
  if (last === undefined || end * 1000 <= Date.parse(last.ended)) return undefined;
  if (last.destination !== undefined && last.destination !== OWN_STORE) return undefined;
  let grown: number;
  try {
    grown = sourcesRequestOf({}).reduce((sum, chosen) => sum + grownOf(chosen, dataDir), 0);
  } catch (error) {
    // A manifest that cannot be read is what 'tt export' and 'tt status' speak of.
    if (error instanceof Failure) return undefined;
    throw error;
  }
  if (grown === 0) return undefined;
  return `tt: ${amount(grown, "log")} grew since the last export (${age(last.ended, now)}): 'tt update', or --fresh\n`;
}

/** Of a source that was never exported nothing is known. */
function grownOf({ source, roots }: ChosenSource, dataDir: string): number {
  const { state, manifest } = loadManifest(dataDir, source.manifest);
  if (state !== "read") return 0;
  const { logs } = findInZone({ source, roots, env: environment(), sources }, dataDir);
  return logs.filter((log) => !isUnchanged(source, log, manifest.entries)).length;
}
