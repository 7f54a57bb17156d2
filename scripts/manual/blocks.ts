/**
 * Replaces what stands between `<!-- options of NAME -->` and `<!-- end -->`. Every name must have its place on the page, and
 * every place must have a name.
 */
export function withBlocks(page: string, blocks: ReadonlyMap<string, string>): string {
  const missing = new Set(blocks.keys());
  const text = page.replaceAll(
    /(<!-- options of (\S+) -->\n)[^]*?(\n<!-- end -->)/g,
    (_all, begin: string, name: string, end: string) => {
      const block = blocks.get(name);
      if (block === undefined) throw new Error(`no command is called '${name}'`);
      if (!missing.delete(name)) throw new Error(`the options of '${name}' have two places`);
      return `${begin}\n${block}${end}`;
    },
  );
  if (missing.size > 0) throw new Error(`these commands have no place on the page: ${[...missing].join(", ")}`);
  return text;
}
