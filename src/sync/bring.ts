import { randomUUID } from "node:crypto";
import { EXIT, Failure } from "../failure.ts";
import { within } from "../lib/process/within.ts";
import { importEvents, type Imported } from "../store/import/import.ts";
import { Spool } from "../store/import/spool.ts";
import type { Store } from "../store/open.ts";
import { storedDeliveries } from "../store/registers/deliveries.ts";
import { connect, type Connection, type SshCommand } from "./connection.ts";
import type { Host } from "./host.ts";
import { noEnd, unheard } from "./no-end.ts";
import { receive, type Received } from "./receive.ts";
import { exportCommandOf } from "./remote-command.ts";

export interface Bringing {
  readonly ssh: SshCommand;
  readonly store: Store;
  /** Whether everything is to come again. */
  readonly full: boolean;
  /** One import after another: a store has one writer. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly interruptible: <Result>(work: Promise<Result>) => Promise<Result>;
  /** Hears what is said of a host, a line at a time. */
  readonly say: (line: string) => void;
}

/** What a host brought. */
export interface Brought {
  readonly events: number;
  /** How many of them were not stored yet. */
  readonly inserted: number;
  /** The types of events that it was to give, where it named them: what it was asked for may not have reached it. */
  readonly types: readonly string[] | undefined;
  readonly imported: Imported | undefined;
}

/** How long the other side may take to store its positions. */
const LAST_MS = 60_000;

/**
 * Brings what is new on a host into the store. It is acknowledged after the last transaction, so that whatever ends
 * either side, at whatever moment, loses nothing: at worst the same events come again. A store that lacks what the host
 * sent before gets everything again.
 */
export async function bring(host: Host, bringing: Bringing): Promise<Brought> {
  const brought = await attempt(host, bringing);
  if (brought !== "behind") return brought;
  bringing.say("the store lacks events that it exported before: everything comes again");
  const again = await attempt(host, { ...bringing, full: true });
  if (again === "behind")
    throw new Failure(EXIT.output, "it was asked for everything, and sent what is new alone: it was not acknowledged", {
      hint: "where its 'authorized_keys' names the command, '--full' does not reach it: remove the manifests in its data directory",
    });
  return again;
}

async function attempt(host: Host, bringing: Bringing): Promise<Brought | "behind"> {
  const { ssh, full, say } = bringing;
  // What comes must have a place before anything is started that sends it.
  const spool = new Spool();
  try {
    const connection = connect({ ssh, host: host.name, command: exportCommandOf(host, { full }), say });
    try {
      return await taken(host, { connection, spool, bringing });
    } finally {
      connection.hangUp();
    }
  } finally {
    spool.close();
  }
}

interface Taking {
  readonly connection: Connection;
  readonly spool: Spool;
  readonly bringing: Bringing;
}

/** Takes what a host sends into the store, and acknowledges it. */
async function taken(host: Host, { connection, spool, bringing }: Taking): Promise<Brought | "behind"> {
  const { store, full, interruptible, inTurn } = bringing;
  const received = await receive(host, connection.output, { spool, interruptible });
  if (received === undefined) throw await failureOf(host, connection, interruptible);
  if (!full && (await inTurn(() => isBehind(store, received)))) return "behind";
  const imported = received.events === 0 ? undefined : await inTurn(() => stored(host, received, { spool, bringing }));
  if (imported?.isBehind === true) return "behind";
  await acknowledge(received, { connection, interruptible });
  const { events, types } = received;
  return { events, inserted: imported?.tally.inserted ?? 0, types, imported };
}

/** Why the stream of a host ended before the mark. It may still wait for an answer, and gets none. */
async function failureOf(
  host: Host,
  connection: Connection,
  interruptible: Bringing["interruptible"],
): Promise<Failure> {
  connection.answer();
  const isOver = await interruptible(within(LAST_MS, connection.ended));
  return noEnd(host, isOver ? await connection.ended : undefined, connection.said);
}

/** Whether the store has not got what the host goes on from. */
async function isBehind(store: Store, { delivery: { after, unknown } }: Received): Promise<boolean> {
  if (unknown.length > 0) return true;
  return (await storedDeliveries(store, after)).size < new Set(after).size;
}

async function stored(
  { name }: Host,
  { delivery }: Received,
  { spool, bringing: { store, interruptible } }: Omit<Taking, "connection">,
): Promise<Imported> {
  return importEvents({
    store,
    inputs: spool.inputs([name]),
    id: randomUUID(),
    origin: `ssh ${name}`,
    now: () => new Date(),
    delivery,
    interruptible,
  });
}

async function acknowledge(
  { events }: Received,
  { connection, interruptible }: { readonly connection: Connection } & Pick<Bringing, "interruptible">,
): Promise<void> {
  connection.answer(`ok ${events}`);
  const isOver = await interruptible(within(LAST_MS, connection.ended));
  const ended = isOver ? await connection.ended : undefined;
  if (ended?.kind !== "exited" || ended.code !== 0) throw unheard(ended);
}

/** What became of a host: what it brought, or why not. */
export type Outcome = Brought | Failure;
