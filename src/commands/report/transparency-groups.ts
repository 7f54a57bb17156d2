import type { Activities } from "../../hours/activities/activity-log.ts";
import { Calendar } from "../../hours/calendar.ts";
import { isAsked } from "../../hours/projects/asked.ts";
import { calledApart, projectOf, subjectsBy, type Subject } from "../../hours/projects/subject.ts";
import type { ReportRequest } from "../../hours/report/figures.ts";
import type { Span } from "../../hours/slice.ts";
import { amount } from "../../lib/text/amount.ts";
import { openStore, type Store } from "../../store/open.ts";
import { eventsOfSessions, sessionsNamed, type StoredSession } from "../../store/reading/sessions.ts";
import type { Entry } from "../../transcript/entry.ts";
import { transcriptOf } from "../../transcript/transcript.ts";
import type { Grouping } from "../../transparency/grouping.ts";
import type { Group, SessionRecord } from "../../transparency/transparency.ts";
import { sourcesRequestOf } from "../options/sources.ts";
import type { ReadRequest } from "../options/store.ts";
import { sessionRows, type SessionRow } from "../sessions/rows.ts";
import { sessionKey } from "../sessions/tokens.ts";
import { loggedSessions } from "../show/logs.ts";
import { activitiesIn } from "../stored/events.ts";

/** What belongs to a group: a part of the window, and certain projects. */
interface Part {
  readonly name: string;
  readonly window: Span;
  /** By its identity; `undefined` for all of them. */
  readonly project: string | undefined;
}

const UNKNOWN = "(unknown)";
const NOTHING = "No session did anything in this period.";

/** The sessions of a report's request in their groups, each with what happened of it in the group. With texts, logs are read. */
export async function groupsOf(read: ReadRequest, request: ReportRequest, by: Grouping, hasText: boolean) {
  const activities = await activitiesIn(read, request.window, request.rules);
  if (activities === undefined) return { groups: [], notes: [NOTHING] };
  const { rules, map, asked = {} } = request;
  const source = new Entries(read, hasText);
  try {
    const groups: Group[] = [];
    for (const part of partsOf(activities, request, by)) {
      const only = ({ known }: Subject) => part.project === undefined || part.project === (known?.id ?? UNKNOWN);
      const rows = sessionRows(activities, { rules, window: part.window, map, asked, only });
      const sessions: SessionRecord[] = [];
      for (const row of rows) sessions.push(await recordOf(row, part, await source.of(row), request));
      if (sessions.length > 0) groups.push({ name: part.name, sessions: sessions.sort(inTime) });
    }
    return { groups: by === "session" ? apart(groups) : groups, notes: groups.length === 0 ? [NOTHING] : source.notes };
  } finally {
    await source.close();
  }
}

function partsOf(
  activities: Activities,
  { window, map, zone, asked = {} }: ReportRequest,
  by: Grouping,
): readonly Part[] {
  if (by === "session") return [{ name: "", window, project: undefined }];
  if (by === "date")
    return [...new Calendar(zone).cut(within(activities, window))].map(({ date, start, end }) => ({
      name: date,
      window: { start, end },
      project: undefined,
    }));
  const subjectOf = subjectsBy(map);
  const subjects = new Set([...activities.all()].map(subjectOf).filter((subject) => isAsked(subject, asked)));
  const called = calledApart([...subjects]);
  const names = new Map([...subjects].map((each) => [each.known?.id ?? UNKNOWN, called(each).project ?? UNKNOWN]));
  return [...names].map(([project, name]) => ({ name, window, project })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The part of a window in which there may be anything: it may be of years, and time reaches some hours beyond what happened. */
function within(activities: Activities, window: Span): Span {
  let [first, last] = [Infinity, -Infinity];
  for (const { at } of activities.all()) [first, last] = [Math.min(first, at), Math.max(last, at)];
  return { start: Math.max(window.start, first - 7 * 86_400), end: Math.min(window.end, last + 7 * 86_400) };
}

async function recordOf(
  { session, branches, human, agent: worked }: SessionRow,
  { window, project }: Part,
  entries: readonly Entry[],
  { map, asked = {} }: ReportRequest,
): Promise<SessionRecord> {
  const { agent, id, machine, person } = session;
  let place: { cwd: string | undefined; branch: string | undefined } | undefined;
  const root = entries.find(({ event }) => event.cwd !== undefined)?.event.cwd;
  const mine = entries.filter(({ event }) => {
    // What says no directory happened where the session was.
    if (event.cwd !== undefined || place === undefined) place = { cwd: event.cwd ?? root, branch: event.git_branch };
    const at = Math.floor(Date.parse(event.timestamp) / 1000);
    if (at < window.start || at >= window.end) return false;
    const work = projectOf({ ...place, root }, map);
    const subject: Subject = { ...work, agent, session: id, machine, person, branch: place.branch };
    return isAsked(subject, asked) && (project === undefined || project === (work.known?.id ?? UNKNOWN));
  });
  return { id, agent, branches, human, worked, transcript: transcriptOf(agent, id, mine) };
}

function inTime(a: SessionRecord, b: SessionRecord): number {
  const key = ({ transcript, id }: SessionRecord) => `${transcript?.start ?? ""} ${id}`;
  return key(a) < key(b) ? -1 : 1;
}

/** Each session a group of its own. */
function apart(groups: readonly Group[]): readonly Group[] {
  return groups.flatMap(({ sessions }) => sessions.map((session) => ({ name: session.id, sessions: [session] })));
}

/** What happened in sessions: from the store, or with texts from their logs as far as they are there. */
class Entries {
  readonly #read: ReadRequest;
  readonly #hasText: boolean;
  readonly #entries = new Map<string, readonly Entry[]>();
  #store: Store | undefined;
  #stored: ReadonlyMap<string, StoredSession> | undefined;
  #withoutLog = 0;

  constructor(read: ReadRequest, hasText: boolean) {
    this.#read = read;
    this.#hasText = hasText;
  }

  async of({ session }: SessionRow): Promise<readonly Entry[]> {
    const known = this.#entries.get(session.key);
    if (known !== undefined) return known;
    const logged = this.#hasText ? await this.#logged(session) : [];
    if (this.#hasText && logged.length === 0) this.#withoutLog++;
    const entries = inOrder(logged.length > 0 ? logged : await this.#storedOf(session));
    this.#entries.set(session.key, entries);
    return entries;
  }

  /** What a reader should know. */
  get notes(): readonly string[] {
    if (this.#withoutLog === 0) return [];
    return [
      `Of ${amount(this.#withoutLog, "session")} the log is not on this machine: only the lengths of their prompts are told.`,
    ];
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  async #logged({ agent, id }: SessionRow["session"]): Promise<readonly Entry[]> {
    const { dataDir } = this.#read.store;
    const sources = sourcesRequestOf({}).filter(({ source }) => source.agent === agent);
    const { sessions } = await loggedSessions({ sources, id, isWhole: true, dataDir });
    return sessions[0]?.entries ?? [];
  }

  async #storedOf({ agent, id, machine }: SessionRow["session"]): Promise<readonly Entry[]> {
    this.#store ??= await openStore(this.#read.store);
    if (this.#store === undefined) return [];
    this.#stored ??= new Map(
      (await sessionsNamed(this.#store)).map((each) => [sessionKey(each.machineId, each.agent, each.id), each]),
    );
    const stored = this.#stored.get(sessionKey(machine, agent, id));
    const entries: Entry[] = [];
    // Whatever is damaged has been told when the activities were read.
    if (stored !== undefined)
      for await (const event of eventsOfSessions(this.#store, [stored], () => undefined)) entries.push({ event });
    return entries;
  }
}

function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) =>
    a.event.timestamp < b.event.timestamp ? -1 : a.event.timestamp > b.event.timestamp ? 1 : 0,
  );
}
