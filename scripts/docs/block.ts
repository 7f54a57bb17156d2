/** A page with another text between the comments `<!-- facts: NAME -->` and `<!-- end -->`. */
export function withBlock(page: string, name: string, text: string): string {
  const begin = `<!-- facts: ${name} -->\n`;
  const from = page.indexOf(begin);
  const to = page.indexOf("\n<!-- end -->", from);
  if (from < 0 || to < 0) throw new Error(`the page has no place for the facts '${name}'`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}

/** A table in Markdown, laid out as the formatter does it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(3, cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], pad: string) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, pad)).join(" | ")} |`;
  return [line(head, " "), line([], "-"), ...rows.map((row) => line(row, " "))].join("\n");
}
