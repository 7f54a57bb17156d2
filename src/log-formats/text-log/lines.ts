import { memberOf, lineId, readId, readText } from "../../logs/record/fields.ts";
import type { Json } from "../../lib/json/json.ts";
import type { LineDecoder, LineFindings, PlainFormat } from "../../logs/lines/format.ts";
import { cleanLine } from "../../logs/lines/json-line.ts";
import { Occurrences } from "./occurrences.ts";

/** What a line of a text log says, as far as it is exported. */
export interface Entry {
  /** Canonical. */
  readonly at: string;
  /** Whether the line has the time of the machine's clock and no zone: `at` is that time, as if it were UTC. */
  readonly isLocal?: true;
  readonly level: string;
  readonly message: string;
  readonly service?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly cwd?: string | undefined;
}

/**
 * A format of text logs. `read` says what the text of a line tells, and gives `undefined` for one that continues the line
 * before: a stack trace, an object on several lines. Such lines are counted, and show nothing of their own.
 */
export function textLines(revision: number, read: (text: string) => Entry | undefined): PlainFormat {
  return {
    revision,
    decoder(_, stored) {
      const occurrences = stored === undefined ? new Occurrences() : Occurrences.restored(memberOf(stored, "recent"));
      return occurrences === undefined ? undefined : new TextDecoder(read, occurrences);
    },
  };
}

class TextDecoder implements LineDecoder {
  readonly #read: (text: string) => Entry | undefined;
  readonly #occurrences: Occurrences;

  constructor(read: (text: string) => Entry | undefined, occurrences: Occurrences) {
    this.#read = read;
    this.#occurrences = occurrences;
  }

  state(): Json {
    return { recent: this.#occurrences.state() };
  }

  line(raw: Buffer, offset: number, into: LineFindings): void {
    const bytes = cleanLine(raw, offset);
    const text = bytes.toString("utf8");
    const entry = this.#read(text);
    if (entry === undefined) {
      if (text.trim() !== "") into.skipped("continuation");
      return;
    }
    const { at, isLocal, level, message } = entry;
    const before = this.#occurrences.before(bytes, Date.parse(at));
    into.observations.push({
      kind: "log-line",
      at,
      key: before === 0 ? lineId(bytes) : `${lineId(bytes)}.${before}`,
      level: level.toLowerCase(),
      length: Buffer.byteLength(message.trim()),
      isLocal: isLocal === true,
      service: readText(entry.service),
      sessionId: readId(entry.sessionId),
      provider: readText(entry.provider),
      model: readText(entry.model),
      cwd: readText(entry.cwd),
    });
  }
}
