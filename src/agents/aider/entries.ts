import { lineId } from "../../logs/record/fields.ts";

/** What was typed at once. */
export interface Entry {
  /** When, in the local time of the machine: `YYYY-MM-DDTHH:MM:SS`, with microseconds where they are not 0. */
  readonly local: string;
  /** Made of the line that has the time, which is whole before the first line of the text is there. */
  readonly key: string;
  readonly text: string;
}

const HEAD = /^# (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)$/;

/** The entries of an input history, in their order. A line that is not finished, and a text without a time, are none. */
export function* entriesIn(history: string): Generator<Entry, void, undefined> {
  let head: Omit<Entry, "text"> | undefined;
  let lines: string[] = [];
  for (const finished of finishedLines(history)) {
    if (finished.startsWith("+")) {
      lines.push(finished.slice(1));
      continue;
    }
    if (head !== undefined && lines.length > 0) yield { ...head, text: lines.join("\n") };
    const [, day, time] = HEAD.exec(finished) ?? [];
    head = day === undefined ? undefined : { local: `${day}T${time}`, key: lineId(Buffer.from(finished)) };
    lines = [];
  }
  if (head !== undefined && lines.length > 0) yield { ...head, text: lines.join("\n") };
}

function* finishedLines(text: string): Generator<string, void, undefined> {
  for (let from = 0, to = text.indexOf("\n"); to >= 0; from = to + 1, to = text.indexOf("\n", from))
    yield text.slice(from, text[to - 1] === "\r" ? to - 1 : to).replaceAll("\0", "");
}
