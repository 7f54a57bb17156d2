import type { StoredEvent } from "../../events/stored-event.ts";
import type { Store } from "../open.ts";
import type { Tell } from "./event-query.ts";
import { eventsOf, rowsOfSessions } from "./events.ts";

/** A session as the store knows it: on one machine, if one was named. */
export interface StoredSession {
  readonly number: number;
  readonly id: string;
  readonly agent: string;
  readonly machineId: string | undefined;
  /** When its first and its last event happened, in milliseconds since 1970. */
  readonly first: number;
  readonly last: number;
}

/** The sessions that have events and whose IDs begin so: all of them, where nothing is asked for. */
export async function sessionsNamed({ connection }: Store, start = ""): Promise<readonly StoredSession[]> {
  const { length } = Array.from(start);
  const rows = await connection.rows(
    `select s.id, s.session_id, s.agent, s.machine_id, min(r.at), max(r.at)
       from event_sessions s join event_rows r on r.session = s.id
      where substr(s.session_id, 1, ${length}) = ? group by s.id, s.session_id, s.agent, s.machine_id`,
    [start],
  );
  return rows.flatMap(([number, id, agent, machine, first, last]) =>
    typeof id === "string" && typeof agent === "string"
      ? [
          {
            number: Number(number),
            id,
            agent,
            machineId: typeof machine === "string" ? machine : undefined,
            first: Number(first),
            last: Number(last),
          },
        ]
      : [],
  );
}

/** All events of some sessions, by time and ID. */
export async function* eventsOfSessions(
  { connection }: Store,
  sessions: readonly StoredSession[],
  tell: Tell,
): AsyncGenerator<StoredEvent, void, undefined> {
  const numbers = sessions.map(({ number }) => number);
  for await (const rows of rowsOfSessions(connection, numbers, tell)) yield* eventsOf(rows, tell);
}
