import { rulesFor, type Delivery } from "../../delivery.ts";
import { splitLines, type StreamLine } from "../../lib/files/line-splitter.ts";
import { noteDelivery } from "../registers/deliveries.ts";
import { forgetOldImports } from "../registers/imports.ts";
import { storeBatch, type BatchState, type Inserted } from "../rows/insert.ts";
import { incomingOf, isBlank, LINE_CAP } from "./incoming.ts";
import type { RulesOf } from "./session-rules.ts";
import { Names } from "../rows/names.ts";
import type { Parts } from "../rows/template.ts";
import type { Store } from "../open.ts";
import { storeFailure } from "../engine/store-failure.ts";

/** Where lines come from: a file, or the standard input. */
export interface Input {
  /** For messages; none for the only one. */
  readonly name: string | undefined;
  chunks(): AsyncIterable<Buffer>;
}

export interface ImportRequest {
  readonly store: Store;
  readonly inputs: readonly Input[];
  /** Names this import, for ever. */
  readonly id: string;
  readonly origin: string;
  readonly now: () => Date;
  readonly lineCap?: number;
  readonly batchSize?: number;
  /** What the events are delivered as; nothing is known of others. */
  readonly delivery?: Delivery | undefined;
  /** Waits for work, but no longer than until the import is asked to end: then it rejects. */
  readonly interruptible: <Result>(work: Promise<Result>) => Promise<Result>;
}

/** What became of the lines: `read` is the sum of the others. */
export interface Tally {
  read: number;
  inserted: number;
  duplicates: number;
  conflicts: number;
  malformed: number;
  ignored: number;
}

/** A line that was not stored though it should have been: malformed, or other than the stored event of its ID. */
export interface Complaint {
  readonly kind: "malformed" | "conflict";
  /** `FILE:LINE`, or the line alone. */
  readonly place: string;
  /** Why it is malformed; the ID of the conflict. */
  readonly detail: string;
}

export interface Imported {
  readonly tally: Readonly<Tally>;
  /** The first of each kind. */
  readonly complaints: readonly Complaint[];
  /** The store has not got what was delivered before. */
  readonly isBehind: boolean;
  /** How many stored events were replaced, or are given no more. */
  readonly removed: number;
  /** How many stored events of replaced sessions were left as they are, by types that were not asked for. */
  readonly kept: ReadonlyMap<string, number>;
  readonly left: Left;
}

/** What was left as it is of replaced sessions, because nothing of its threads came; in how many of them. */
export interface Left {
  readonly sessions: number;
  readonly events: number;
}

const BATCH = 1000;
/** An import that goes on for longer commits more rarely. */
const SMALL_BATCHES = 10;
const LARGE_BATCH = 20_000;
const TOLD = 20;

/**
 * Imports events, each once. Batch by batch: whatever ends it, what was committed stays, no batch is there in part, and
 * the same import repeated adds what is missing.
 */
export async function importEvents(request: ImportRequest): Promise<Imported> {
  const { store, interruptible } = request;
  const run = new ImportRun(request);
  try {
    await run.all((...batch) => storeBatch(store.connection, ...batch));
    await interruptible(forgetOldImports(await store.database(), request.now()));
    return run;
  } catch (error) {
    throw storeFailure(error, store.location);
  }
}

/** Stores a batch, in a transaction of its own or in one that goes on. */
type StoreOne = (names: Names, events: readonly Parts[], state: BatchState) => Promise<Inserted>;

/** What an import stands in the place of, and the rules that its marks tell. */
interface Replacing extends Pick<Imported, "removed" | "kept" | "left"> {
  readonly rulesOf: RulesOf;
}

export class ImportRun implements Imported {
  readonly #request: ImportRequest;
  readonly #started: string;
  readonly #names = new Names();
  #events: Parts[] = [];
  /** On which lines they stood, and of which input. */
  #lines: number[] = [];
  #inputs: (string | undefined)[] = [];
  #batches = 0;
  readonly tally: Tally = { read: 0, inserted: 0, duplicates: 0, conflicts: 0, malformed: 0, ignored: 0 };
  readonly complaints: Complaint[] = [];
  isBehind = false;
  readonly removed: number;
  readonly kept: ReadonlyMap<string, number>;
  readonly left: Left;
  readonly #rulesOf: RulesOf;

  constructor(request: ImportRequest, replacing?: Replacing) {
    this.#request = request;
    this.#started = request.now().toISOString();
    this.removed = replacing?.removed ?? 0;
    this.kept = replacing?.kept ?? new Map<string, number>();
    this.left = replacing?.left ?? { sessions: 0, events: 0 };
    const rules = request.delivery?.rules ?? {};
    this.#rulesOf = replacing?.rulesOf ?? (({ agent }) => rulesFor(agent, rules));
  }

  /** Takes and stores all lines of the inputs. */
  async all(store: StoreOne): Promise<void> {
    const { inputs, interruptible, lineCap = LINE_CAP, now } = this.#request;
    for (const input of inputs) {
      let number = 0;
      const groups = splitLines(input.chunks(), lineCap);
      for (;;) {
        const group = await interruptible(groups.next());
        if (group.done === true) break;
        for (const line of group.value) {
          number++;
          this.#take(line, input.name, number);
          if (this.#isFull) await interruptible(this.#commit(store, undefined));
        }
      }
    }
    await interruptible(this.#commit(store, now()));
  }

  get #isFull(): boolean {
    const most = this.#request.batchSize ?? (this.#batches < SMALL_BATCHES ? BATCH : LARGE_BATCH);
    return this.#events.length >= most;
  }

  #take(line: StreamLine, input: string | undefined, number: number): void {
    if (isBlank(line)) return;
    this.tally.read++;
    if (line.kind === "too-long") return this.#malformed(placeOf(input, number), "longer than an event can be");
    const incoming = incomingOf(line.bytes);
    switch (incoming.kind) {
      case "event":
        this.#events.push(incoming.parts);
        this.#lines.push(number);
        this.#inputs.push(input);
        return;
      case "end":
      case "ignored":
        this.tally.ignored++;
        return;
      case "malformed":
        this.#malformed(placeOf(input, number), line.ended ? incoming.why : `cut off: ${incoming.why}`);
    }
  }

  /** Stores what was taken; `ended` with the last of it. */
  async #commit(storeOne: StoreOne, ended: Date | undefined): Promise<void> {
    const batch = this.#events;
    const [lines, inputs] = [this.#lines, this.#inputs];
    [this.#events, this.#lines, this.#inputs] = [[], [], []];
    this.#batches++;
    const { id, origin, now, delivery } = this.#request;
    let tally = this.tally;
    const { conflicts } = await storeOne(this.#names, batch, {
      now: now(),
      rulesOf: this.#rulesOf,
      importOf: ({ duplicates, conflicts }) => {
        tally = {
          ...this.tally,
          inserted: this.tally.inserted + batch.length - duplicates - conflicts.length,
          duplicates: this.tally.duplicates + duplicates,
          conflicts: this.tally.conflicts + conflicts.length,
        };
        return {
          id,
          started: this.#started,
          ended: ended?.toISOString() ?? null,
          origin,
          ...tally,
          removed: this.removed,
        };
      },
      also: async (connection) => {
        if (ended !== undefined && delivery !== undefined)
          this.isBehind = !(await noteDelivery(connection, delivery, ended));
      },
    });
    for (const at of conflicts) {
      this.#complain({ kind: "conflict", place: placeOf(inputs[at], lines[at] ?? 0), detail: batch[at]?.id ?? "" });
    }
    Object.assign(this.tally, tally);
  }

  #malformed(place: string, why: string): void {
    this.tally.malformed++;
    this.#complain({ kind: "malformed", place, detail: why });
  }

  #complain(complaint: Complaint): void {
    if (this.complaints.filter(({ kind }) => kind === complaint.kind).length < TOLD) this.complaints.push(complaint);
  }
}

function placeOf(input: string | undefined, line: number): string {
  return input === undefined ? `line ${line}` : `${input}:${line}`;
}
