// One row a comparison, as Markdown.

export interface Row {
  readonly what: string;
  /** Milliseconds, unless `what` says otherwise. */
  readonly ours: number;
  /** Absent: the peer is not installed. A row without this key at all is no ratio. */
  readonly theirs?: number | undefined;
  readonly reach: number;
  readonly aim?: number;
}

export function printTable(rows: readonly Row[]): void {
  console.log("| what | ours | theirs | ratio | reach | aim | |\n|---|---:|---:|---:|---:|---:|---|");
  for (const row of rows) {
    const isRatio = "theirs" in row;
    const value = isRatio ? row.ours / (row.theirs ?? Number.NaN) : row.ours;
    const cells = [
      row.what,
      figure(row.ours),
      row.theirs === undefined ? "" : figure(row.theirs),
      isRatio && row.theirs !== undefined ? value.toFixed(2) : "",
      `<= ${row.reach}`,
      row.aim === undefined ? "" : `<= ${row.aim}`,
      verdict(value, row),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

function figure(number: number): string {
  return number >= 100 ? number.toFixed(0) : number.toPrecision(3);
}

function verdict(value: number, { reach, aim }: Row): string {
  if (Number.isNaN(value)) return "the peer is not installed";
  if (value > reach) return "MISSED";
  return aim === undefined || value <= aim ? "aim" : "reach";
}
