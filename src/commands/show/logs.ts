import { isExported, type Observation } from "../../events/observation.ts";
import { stamp } from "../../events/stamp.ts";
import type { StoredEvent } from "../../events/stored-event.ts";
import { identity } from "../../logs/record/identity.ts";
import { findInZone } from "../../export/find-in-zone.ts";
import { mayHold } from "../../logs/holding.ts";
import type { Log, Source } from "../../logs/source.ts";
import type { Problem } from "../../problem.ts";
import type { Entry } from "../../transcript/entry.ts";
import { sources } from "../../agents/index.ts";
import { environment } from "../process/environment.ts";
import type { ChosenSource } from "../options/sources.ts";

/** What the logs of an agent hold of a session. */
export interface LoggedSession {
  readonly source: Source;
  readonly id: string;
  readonly entries: readonly Entry[];
  /** Where they lie. */
  readonly paths: readonly string[];
}

/** What was found in logs, and what could not be read of them. */
export interface Logged {
  readonly sessions: readonly LoggedSession[];
  readonly problems: readonly Problem[];
}

/** Everything that a log can tell. */
const ASKED = { evidence: true, usage: true, texts: true } as const;

export interface LogSearch {
  readonly sources: readonly ChosenSource[];
  /** An ID, or the beginning of one. */
  readonly id: string;
  /** Whether no more than this very ID is meant. */
  readonly isWhole: boolean;
  /** Whose manifests know the zone of logs with local times. */
  readonly dataDir: string;
}

/** Reads what the logs hold of the sessions with an ID. Of logs that cannot hold anything of them, no more than bytes are looked at. */
export async function loggedSessions({ sources: chosen, id, isWhole, dataDir }: LogSearch): Promise<Logged> {
  const sessions: LoggedSession[] = [];
  const problems: Problem[] = [];
  const isAsked = (seen: Observation): seen is InSession =>
    seen.sessionId !== undefined && (isWhole ? seen.sessionId === id : seen.sessionId.startsWith(id));
  for (const { source, roots } of chosen) {
    const found = new Map<string, { readonly entries: Entry[]; readonly paths: Set<string> }>();
    const { logs } = findInZone({ source, roots, env: environment(), sources }, dataDir);
    for (const log of logs) {
      if (!mayHold(source, log, id)) continue;
      for await (const batch of source.read(log, undefined, ASKED)) {
        problems.push(...batch.problems);
        for (const seen of batch.observations) if (isAsked(seen)) add(found, source, log, seen);
      }
    }
    for (const [sessionId, { entries, paths }] of found)
      sessions.push({ source, id: sessionId, entries, paths: [...paths] });
  }
  return { sessions, problems };
}

/** An observation of a session: lines of text logs are of none, or tell it without what was done in it. */
type InSession = Observation & { readonly sessionId: string };

function add(
  found: Map<string, { readonly entries: Entry[]; readonly paths: Set<string> }>,
  source: Source,
  { path }: Log,
  seen: InSession,
): void {
  const id = seen.sessionId.toWellFormed();
  let session = found.get(id);
  if (session === undefined) found.set(id, (session = { entries: [], paths: new Set() }));
  session.paths.add(path);
  session.entries.push({ event: eventOf(source, seen), text: "text" in seen ? seen.text?.toWellFormed() : undefined });
}

/** An aside has the form of an event, and is none. */
function eventOf({ agent, facts: { tools } }: Source, seen: Observation): StoredEvent {
  if (isExported(seen)) return stamp({ agent, tools }, seen) as unknown as StoredEvent;
  const { at: timestamp, of, length, model, agentId, cwd, gitBranch } = seen;
  return {
    id: `${identity(seen)}:${of}`,
    timestamp,
    type: "aside",
    of,
    length,
    model,
    agent_id: agentId,
    ...(cwd === undefined ? undefined : { cwd }),
    ...(gitBranch === undefined ? undefined : { git_branch: gitBranch }),
  };
}
