import { sources } from "../../agents/index.ts";

/**
 * The words of a command line in which `--source` swallowed what followed, as it did once, in today's form: names of
 * sources that follow it are joined with commas, and a line on stderr says so. Other words stay for whom they are meant.
 */
export function inTodaysForm(words: readonly string[]): readonly string[] {
  const isName = (word: string | undefined) => sources.some(({ agent }) => agent === word);
  const joined: string[] = [];
  for (let at = 0; at < words.length; at++) {
    joined.push(words[at] ?? "");
    if (words[at] !== "--source" || at + 1 === words.length) continue;
    const names = [words[++at] ?? ""];
    while (isName(words[at + 1])) names.push(words[++at] ?? "");
    joined.push(names.join(","));
    if (names.length > 1) process.stderr.write(`tt: sources are written with commas: --source ${names.join(",")}\n`);
  }
  return joined;
}
