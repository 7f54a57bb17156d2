/** What may stand in a log and means nothing: carriage returns, a byte order mark, NULs. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyOf, filesBelow } from "./tree.ts";

/** Ways to write a log differently that must make no difference to what it shows. */
export const DISGUISES: Readonly<Record<string, (name: string, text: string) => string>> = {
  "with CRLF at the ends of its lines": (_, text) =>
    text.replaceAll(/(\r\0*)?\n/g, (end, cr?: string) => (cr === undefined ? "\r\n" : end)),
  "with a byte order mark": (_, text) => (text.startsWith("\ufeff") ? text : `\ufeff${text}`),
  "with NULs between its lines": (name, text) => (LINES.test(name) ? text.replaceAll("\n", "\n\0\0") : text),
};

const LINES = /\.(?:jsonl|log)$/;

/** A copy of a directory whose logs of text are written in another way. */
export function disguised(root: string, disguise: (name: string, text: string) => string): string {
  const copy = copyOf(root);
  for (const path of filesBelow(copy)) {
    if (!(path.endsWith(".json") || LINES.test(path))) continue;
    // Latin-1, so that bytes which are no UTF-8 stay; a mark is then the three characters that it is.
    const text = readFileSync(join(copy, path), "latin1");
    const mark = Buffer.from("\ufeff").toString("latin1");
    const changed = disguise(path, text.startsWith(mark) ? `\ufeff${text.slice(mark.length)}` : text);
    writeFileSync(join(copy, path), changed.replace("\ufeff", mark), "latin1");
  }
  return copy;
}
