import { usage } from "../../failure.ts";
import { amount } from "../../lib/text/amount.ts";
import { printable } from "../../lib/text/printable.ts";
import type { Problem } from "../../problem.ts";
import { openStore } from "../../store/open.ts";
import { eventsOfSessions, sessionsNamed, type StoredSession } from "../../store/reading/sessions.ts";
import type { Entry } from "../../transcript/entry.ts";
import type { ChosenSource } from "../options/sources.ts";
import type { ReadRequest } from "../options/store.ts";
import { Damaged, refuseMissing } from "../stored/events.ts";
import { loggedSessions } from "./logs.ts";

/** One session, and where it is known from. */
export interface FoundSession {
  readonly agent: string;
  readonly id: string;
  readonly entries: readonly Entry[];
  /** Its logs; none where the store alone knows it. */
  readonly logs: readonly string[];
  readonly problems: readonly Problem[];
}

export interface SessionRequest {
  /** Its ID, or as much of the beginning as no other has. */
  readonly id: string;
  readonly sources: readonly ChosenSource[];
  /** Whether sources were named, so that no other agent's session is meant. */
  readonly isNarrowed: boolean;
  readonly read: ReadRequest;
}

/**
 * The session that is meant: one of those that are stored, else one that the logs hold. What happened in it is read from
 * its logs; if they are gone, the store tells what it knows. Fails where none is meant, or several may be.
 */
export async function findSession(request: SessionRequest): Promise<FoundSession> {
  const store = await openStore(request.read.store);
  if (store === undefined) refuseMissing(request.read.store);
  try {
    const named = store === undefined ? [] : await sessionsNamed(store, request.id);
    const known = oneOf(
      named.filter(({ agent }) => isOfAsked(agent, request)),
      request.id,
    );
    if (known === undefined) return await inLogs(request, named);
    const [{ agent, id }] = known;
    const { dataDir } = request.read.store;
    const sources = request.sources.filter(({ source }) => source.agent === agent);
    const { sessions, problems } = await loggedSessions({ sources, id, isWhole: true, dataDir });
    const [logged] = sessions;
    if (logged !== undefined) return { agent, id, entries: logged.entries, logs: logged.paths, problems };
    const damaged = new Damaged(request.read.strict);
    const entries: Entry[] = [];
    if (store !== undefined)
      for await (const event of eventsOfSessions(store, known, damaged.tell)) entries.push({ event });
    damaged.end();
    return { agent, id, entries, logs: [], problems };
  } finally {
    await store?.close();
  }
}

function isOfAsked(agent: string, { sources, isNarrowed }: SessionRequest): boolean {
  return !isNarrowed || sources.some(({ source }) => source.agent === agent);
}

/** The rows of the one session that is meant; a whole ID is meant even where another one goes on after it. */
function oneOf(stored: readonly StoredSession[], id: string): readonly [StoredSession, ...StoredSession[]] | undefined {
  const whole = stored.filter((session) => session.id === id);
  const meant = whole.length > 0 ? whole : stored;
  const [first, ...others] = meant;
  if (first === undefined) return undefined;
  if (others.some((other) => other.id !== first.id || other.agent !== first.agent)) refuse(meant, id);
  return [first, ...others];
}

/** `stored`: what the store has under that name, of agents that were not asked for. */
async function inLogs({ id, sources, read }: SessionRequest, stored: readonly StoredSession[]): Promise<FoundSession> {
  const { sessions, problems } = await loggedSessions({ sources, id, isWhole: false, dataDir: read.store.dataDir });
  const found = sessions.map(({ source, ...session }) => ({ ...session, agent: source.agent }));
  const whole = found.filter((session) => session.id === id);
  const [first, ...others] = whole.length > 0 ? whole : found;
  if (first === undefined)
    throw stored.length === 0
      ? usage(
          `no session is called '${id}'`,
          "'tt sessions' lists the stored ones; neither the store nor the logs know this one",
        )
      : usage(
          `no session of ${sources.map(({ source }) => source.agent).join(", ")} is called '${id}'`,
          `the store has one of ${[...new Set(stored.map(({ agent }) => agent))].sort().map(printable).join(", ")}`,
        );
  if (others.length > 0) refuse([first, ...others], id);
  const { agent, entries, paths } = first;
  return { agent, id: first.id, entries, logs: paths, problems };
}

const MOST_TOLD = 8;

function refuse(meant: readonly { readonly agent: string; readonly id: string }[], id: string): never {
  const names = [...new Set(meant.map((session) => `${session.id} (${session.agent})`))].sort();
  const told = names.slice(0, MOST_TOLD).map((name) => printable(name));
  const more = names.length > MOST_TOLD ? `, and ${names.length - MOST_TOLD} more` : "";
  const isOneId = new Set(meant.map((session) => session.id)).size === 1;
  throw usage(
    `'${id}' is ${amount(names.length, "session")}: ${told.join(", ")}${more}`,
    isOneId ? "--source names the agent that is meant" : "give more of its ID",
  );
}
