import { EVENT_TYPES } from "../../events/event-type.ts";
import { USER_ACTIONS } from "../../events/observation.ts";
import type { Activity, Place, Session } from "./activity.ts";
import { PACES } from "../agent/pace.ts";
import type { Moment, Taken, TakenLog } from "./taken.ts";

/** Activities in their order, all of them and session by session. */
export interface Activities {
  all(): Iterable<Activity>;
  /** Of all of them what persons did, or programs in their place: few; where it is not told apart, all. */
  inputs?(): Iterable<Activity>;
  sessions(): Iterable<readonly Activity[]>;
  /** What models took meanwhile, where that is asked for. */
  taken?(): Iterable<Taken>;
  /** When they took something before and after the window, as far as that was read. */
  takenAround?(): Iterable<Moment>;
}

const CHUNK = 1 << 16;
const NONE = -1;
const AUTOMATED = 0x80;
const FREE = 0x40;

/** The numbers of what is told by `inputs`. */
const INPUTS: ReadonlySet<number> = new Set([EVENT_TYPES.indexOf("user_message"), EVENT_TYPES.indexOf("user_action")]);

const TYPE_NUMBERS: ReadonlyMap<string, number> = new Map(EVENT_TYPES.map((type, number) => [type, number]));

interface Chunk {
  readonly at: Float64Array;
  readonly turnStart: Float64Array;
  readonly type: Uint8Array;
  /** The number of its action or pace, which never meet. */
  readonly detail: Int8Array;
  /** Its timeout, what it ran, or its length, which never meet either. */
  readonly amount: Float32Array;
  readonly call: Int32Array;
  readonly session: Int32Array;
  readonly place: Int32Array;
  readonly agentId: Int32Array;
  /** The activity of the same session before, by its number. */
  readonly before: Int32Array;
}

/**
 * Millions of activities in some forty bytes each, for reports: without their IDs. They are made again when they are
 * asked for, a session at a time.
 */
export class ActivityLog implements Activities {
  readonly #chunks: Chunk[] = [];
  #count = 0;
  readonly #sessions = new Index<Session>();
  readonly #places = new Index<Place>();
  readonly #agentIds = new Index<string>();
  /** The last activity of each session. */
  readonly #last: number[] = [];
  /** Those that may be given a place yet. */
  readonly #homeless: { readonly number: number; readonly activity: Activity }[] = [];
  readonly #taken: TakenLog | undefined;

  constructor(taken?: TakenLog) {
    this.#taken = taken;
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#taken?.isEmpty !== false;
  }

  /** Adds what comes after all others. */
  add(activity: Activity): void {
    const number = this.#count++;
    const within = number % CHUNK;
    if (within === 0) this.#chunks.push(newChunk());
    const chunk = this.#chunkOf(number);
    const session = this.#sessions.numberOf(activity.session);
    chunk.at[within] = activity.at;
    chunk.turnStart[within] = activity.turnStart ?? Number.NaN;
    chunk.type[within] =
      (TYPE_NUMBERS.get(activity.type) ?? 0) + (activity.automated ? AUTOMATED : 0) + (activity.isFree ? FREE : 0);
    chunk.detail[within] = detailOf(activity);
    chunk.amount[within] = activity.timeout ?? activity.ran ?? activity.length ?? Number.NaN;
    chunk.call[within] = activity.call ?? 0;
    chunk.session[within] = session;
    chunk.place[within] = this.#places.numberOf(activity.place);
    chunk.agentId[within] = activity.agentId === undefined ? NONE : this.#agentIds.numberOf(activity.agentId);
    chunk.before[within] = this.#last[session] ?? NONE;
    this.#last[session] = number;
    if (activity.place.cwd === undefined) this.#homeless.push({ number, activity });
  }

  *all(): Iterable<Activity> {
    this.#settle();
    for (let number = 0; number < this.#count; number++) yield this.#activity(number);
  }

  *inputs(): Iterable<Activity> {
    this.#settle();
    for (let number = 0; number < this.#count; number++) {
      const flags = this.#chunkOf(number).type[number % CHUNK] ?? 0;
      if (INPUTS.has(flags & ~(AUTOMATED | FREE))) yield this.#activity(number);
    }
  }

  *sessions(): Iterable<readonly Activity[]> {
    this.#settle();
    for (const last of this.#last) {
      const session: Activity[] = [];
      for (let number = last; number !== NONE; number = this.#chunkOf(number).before[number % CHUNK] ?? NONE)
        session.push(this.#activity(number));
      yield session.reverse();
    }
  }

  taken(): Iterable<Taken> {
    return this.#taken?.all() ?? [];
  }

  takenAround(): Iterable<Moment> {
    return this.#taken?.around() ?? [];
  }

  #settle(): void {
    for (const { number, activity } of this.#homeless.splice(0))
      this.#chunkOf(number).place[number % CHUNK] = this.#places.numberOf(activity.place);
  }

  #chunkOf(number: number): Chunk {
    return this.#chunks[Math.floor(number / CHUNK)] as Chunk;
  }

  #activity(number: number): Activity {
    const chunk = this.#chunkOf(number);
    const within = number % CHUNK;
    const flags = chunk.type[within] ?? 0;
    const type = EVENT_TYPES[flags & ~(AUTOMATED | FREE)] as Activity["type"];
    const turnStart = chunk.turnStart[within] ?? Number.NaN;
    const agentId = chunk.agentId[within] ?? NONE;
    const detail = chunk.detail[within] ?? NONE;
    const amount = chunk.amount[within] ?? Number.NaN;
    const known = Number.isNaN(amount) ? undefined : amount;
    const isUse = type === "agent_tool_use";
    const isResult = type === "agent_tool_result";
    return {
      id: "",
      type,
      at: chunk.at[within] ?? 0,
      turnStart: Number.isNaN(turnStart) ? undefined : turnStart,
      automated: (flags & AUTOMATED) !== 0,
      agentId: agentId === NONE ? undefined : this.#agentIds.at(agentId),
      session: this.#sessions.at(chunk.session[within] ?? 0),
      place: this.#places.at(chunk.place[within] ?? 0),
      action: isUse ? undefined : USER_ACTIONS[detail],
      pace: isUse ? PACES[detail] : undefined,
      isFree: (flags & FREE) !== 0,
      call: isUse || isResult ? chunk.call[within] : undefined,
      timeout: isUse ? known : undefined,
      ran: isResult ? known : undefined,
      length: isUse || isResult ? undefined : known,
    };
  }
}

function detailOf({ action, pace }: Activity): number {
  if (pace !== undefined) return PACES.indexOf(pace);
  return action === undefined ? NONE : USER_ACTIONS.indexOf(action);
}

function newChunk(): Chunk {
  return {
    at: new Float64Array(CHUNK),
    turnStart: new Float64Array(CHUNK),
    type: new Uint8Array(CHUNK),
    detail: new Int8Array(CHUNK),
    amount: new Float32Array(CHUNK),
    call: new Int32Array(CHUNK),
    session: new Int32Array(CHUNK),
    place: new Int32Array(CHUNK),
    agentId: new Int32Array(CHUNK),
    before: new Int32Array(CHUNK),
  };
}

/** Numbers for things. */
class Index<Item> {
  readonly #numbers = new Map<Item, number>();
  readonly #items: Item[] = [];
  #last: number = NONE;

  numberOf(item: Item): number {
    // Mostly it is the one before.
    if (this.#last !== NONE && this.#items[this.#last] === item) return this.#last;
    return (this.#last = this.#find(item));
  }

  #find(item: Item): number {
    let number = this.#numbers.get(item);
    if (number === undefined) {
      number = this.#items.push(item) - 1;
      this.#numbers.set(item, number);
    }
    return number;
  }

  at(number: number): Item {
    return this.#items[number] as Item;
  }
}
