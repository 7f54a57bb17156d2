/** What was done, by name: how often. */
export type Counts = Map<string, number>;

export function count(counts: Counts, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** The row of the table in docs/reliability.md. */
export function tableRow({
  minutes,
  seed,
  seasons,
  counts,
}: {
  minutes: number;
  seed: number;
  seasons: number;
  counts: Counts;
}): string {
  const sum = (is: (name: string) => boolean) =>
    [...counts].reduce((total, [name, number]) => total + (is(name) ? number : 0), 0);
  const beginning = (...words: readonly string[]) => sum((name) => words.some((word) => name.startsWith(word)));
  const isFault = (name: string) => name.startsWith("export") && !/: (?:clean|consumer|two-at-once)$/.test(name);
  const all = beginning("");
  const others = beginning(
    "export ",
    "import: ",
    "push ",
    "manifest ",
    "lines and rows",
    "times the",
    "clock jumps",
    "changes while",
  );
  const cells = [
    minutes,
    seed,
    seasons,
    all - others,
    `${beginning("export ")} (${sum(isFault)})`,
    beginning("import: "),
    beginning("push "),
    beginning("clock jumps"),
    beginning("lines and rows"),
    `${beginning("times the")} times`,
  ];
  return `| ${cells.map((cell) => (typeof cell === "number" && cell !== seed ? cell.toLocaleString("en-US") : cell)).join(" | ")} |`;
}
