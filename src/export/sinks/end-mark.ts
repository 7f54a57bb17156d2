import { createHash } from "node:crypto";
import type { EndMark } from "../../events/end-mark.ts";
import type { Sink } from "./sink.ts";

const NEWLINE = "\n".charCodeAt(0);

/**
 * A sink whose last line says that the lines before it are all that was to come: who reads them can tell the end from a
 * break. `rest` tells what else the mark says, once everything is written. A sink to which nothing was written is left as
 * it is, unless the mark is wanted even then. `confirmed` waits, once everything is out of our hands, for whatever is to be
 * heard of those who got so many events.
 */
export function endMarked(
  sink: Sink,
  {
    rest,
    evenAlone,
    confirmed,
  }: {
    readonly rest: () => Pick<EndMark, "complete" | "types" | "machine_id" | "delivery">;
    readonly evenAlone: boolean;
    readonly confirmed?: (events: number) => Promise<void>;
  },
): Sink {
  const hash = createHash("sha256");
  let events = 0;
  return {
    async write(lines) {
      const bytes = Buffer.from(lines);
      hash.update(bytes);
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) events++;
      await sink.write(lines);
    },
    async flush() {
      const mark: EndMark = { type: "end", events, lines_sha256: hash.digest("hex"), ...rest() };
      if (events > 0 || evenAlone) await sink.write(`${JSON.stringify(mark)}\n`);
      await sink.flush();
      await confirmed?.(events);
    },
  };
}
