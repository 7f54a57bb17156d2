/** What a run of a real program has shown: the exports as its logs grew, against one full parse and the reference. */
import { existsSync } from "node:fs";
import { TYPE_GROUPS } from "../../src/events/event-type.ts";
import type { Source } from "../../src/logs/source.ts";
import { inProcess, type InProcess } from "../../test/support/program/in-process.ts";
import type { RealAgent } from "./agent.ts";

interface Event {
  readonly id: string;
  readonly type: string;
  readonly action?: string;
  readonly session_id: string;
}

/** Exports a directory again and again, as its logs grow. */
export class Growing {
  readonly delivered = new Map<string, string>();
  /** What came a second time with other content. */
  readonly changed: string[] = [];
  runs = 0;
  readonly #exporter: InProcess;
  readonly #directory: string;

  constructor(source: Source, directory: string) {
    this.#directory = directory;
    this.#exporter = inProcess(source, [directory], "all");
  }

  /** Exports what is new. */
  async run(): Promise<void> {
    if (!existsSync(this.#directory)) return;
    this.runs++;
    for (const line of await this.#exporter.run()) {
      const { id } = JSON.parse(line) as Event;
      const before = this.delivered.get(id);
      if (before === undefined) this.delivered.set(id, line);
      else if (before !== line) this.changed.push(`${before}\n${line}`);
    }
  }

  sessions(): readonly string[] {
    const events = [...this.delivered.values()].map((line) => JSON.parse(line) as Event);
    return [...new Set(events.map((event) => event.session_id))];
  }
}

export interface Checked {
  readonly counts: Readonly<Record<string, number>>;
  /** Each line that one side has alone, marked by `-` and `+`. */
  readonly law: readonly string[];
  readonly reference: readonly string[];
}

/** Compares what was delivered with one full parse, and that with the reference decoder. */
export async function checked(
  agent: RealAgent,
  source: Source,
  directory: string,
  delivered: ReadonlyMap<string, string>,
): Promise<Checked> {
  const full = await inProcess(source, [directory], "all").run();
  const compared = await inProcess(source, [directory], "evidence").run();
  const expected = agent.reference(directory, true).map((event) => JSON.stringify(event));
  const types = TYPE_GROUPS.all;
  const parsed = full.map((line) => JSON.parse(line) as Event);
  // A copied record has the ID of its original, and counts once.
  const events = [...new Map(parsed.map((event) => [event.id, event])).values()];
  return {
    counts: {
      sessions: new Set(events.map((event) => event.session_id)).size,
      ...Object.fromEntries(types.map((type) => [type, events.filter((event) => event.type === type).length])),
    },
    law: difference([...delivered.values()], full),
    reference: difference(expected, compared),
  };
}

function difference(before: readonly string[], after: readonly string[]): readonly string[] {
  const [left, right] = [new Set(before), new Set(after)];
  return [
    ...[...left].filter((line) => !right.has(line)).map((line) => `- ${line}`),
    ...[...right].filter((line) => !left.has(line)).map((line) => `+ ${line}`),
  ];
}
