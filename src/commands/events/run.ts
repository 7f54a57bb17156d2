import { isNamedSession } from "../../hours/projects/asked.ts";
import type { Span } from "../../hours/slice.ts";
import type { ProjectMap } from "../../hours/projects/project-map.ts";
import { Arranger, type Known } from "../../hours/activities/arrange.ts";
import { projectOf } from "../../hours/projects/subject.ts";
import { parseObject } from "../../lib/json/json.ts";
import type { StoredEvent } from "../../events/stored-event.ts";
import { batchesOf, type ImportTimes } from "../../store/rows/batches.ts";
import type { Tell } from "../../store/reading/event-query.ts";
import { newRows } from "../../store/reading/events.ts";
import type { Store } from "../../store/open.ts";
import { rowJson, type StoredRow } from "../../store/rows/stored-row.ts";
import type { Session } from "../../store/rows/dictionary.ts";

/** An event as it is printed. */
export interface EventRecord {
  /** As `tt export` wrote it. */
  readonly json: string;
  readonly event: StoredEvent;
  readonly seq: number;
  readonly importedAt: string;
}

/** Which events: all that are not excluded. */
export interface Choice {
  readonly window: Span;
  readonly types: ReadonlySet<string> | undefined;
  readonly agents: ReadonlySet<string> | undefined;
  readonly sessions: ReadonlySet<string> | undefined;
  readonly projects: ReadonlySet<string> | undefined;
  readonly map: ProjectMap;
}

/** How much is read before a window to know where sessions began: their projects are told by that. */
const CONTEXT_SECONDS = 31 * 86_400;

/** The stored events that are chosen, in their order. */
export async function* storedRecords(store: Store, choice: Choice, tell: Tell): AsyncIterable<EventRecord> {
  const times = await batchesOf(store);
  const picker = new Picker(choice);
  const { start, end } = choice.window;
  const from = choice.projects === undefined ? start : start - CONTEXT_SECONDS;
  for await (const rows of store.rows({ since: instantOf(from), until: instantOf(end) }, tell))
    for (const row of rows) if (picker.takes(row)) yield* recordOf(row, times, tell);
}

const POLL_MS = 500;

/** The chosen events that are imported from now on, in the order of their imports; never ends. */
export async function* newRecords(store: Store, choice: Choice, tell: Tell, after: number): AsyncIterable<EventRecord> {
  const picker = new Picker(choice);
  for (let seq = after; ;) {
    const rows = await newRows(store.connection, seq, tell);
    if (rows.last === seq) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      continue;
    }
    const times = await batchesOf(store);
    for (const row of rows.found) if (picker.takes(row)) yield* recordOf(row, times, tell);
    seq = rows.last;
  }
}

function* recordOf(row: StoredRow, times: ImportTimes, tell: Tell): Iterable<EventRecord> {
  const json = rowJson(row);
  const event = json === undefined ? undefined : parseObject(json);
  if (json === undefined || event === undefined) {
    tell({ id: row.key, why: "what is left of it is no event" });
    return;
  }
  yield { json, event: event as unknown as StoredEvent, seq: row.seq, importedAt: times.of(row.seq) };
}

class Picker {
  readonly #choice: Choice;
  readonly #arranger = new Arranger();
  readonly #known = new Map<Session, Known>();

  constructor(choice: Choice) {
    this.#choice = choice;
  }

  takes(row: StoredRow): boolean {
    const { window, types, agents, sessions, projects, map } = this.#choice;
    const { kind, session } = row;
    if (agents !== undefined && !agents.has(session.agent ?? "")) return false;
    if (sessions !== undefined && !isNamedSession(session.id ?? "", sessions)) return false;
    if (projects !== undefined && !this.#namesOf(row, map).some((name) => projects.has(name))) return false;
    if (types !== undefined && !types.has(kind.type)) return false;
    return row.at >= window.start * 1000 && row.at < window.end * 1000;
  }

  /** Every name by which the project of a row may be called beside others. */
  #namesOf({ session, place }: StoredRow, map: ProjectMap): readonly string[] {
    let known = this.#known.get(session);
    if (known === undefined) {
      known = this.#arranger.session(session.agent, session.id, session.machineId);
      this.#known.set(session, known);
    }
    return projectOf(this.#arranger.placed(known, place), map).known?.names ?? ["(unknown)"];
  }
}

function instantOf(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  return year >= 1000 && year <= 9999 ? date.toISOString() : undefined;
}
