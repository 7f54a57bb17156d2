/** The words of an option that takes several, separated by commas or in several options; `\\,` is a comma in a word. */
export function listed(text: string, before: readonly string[] = []): readonly string[] {
  const words = text.split(/(?<!\\),/).map((word) => word.replaceAll("\\,", ","));
  return [...before, ...words.filter((word) => word !== "")];
}
