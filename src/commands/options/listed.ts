/** The words of an option that takes several, separated by commas or in several options; `\\,` is a comma in a word. */
export function listed(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...namesIn([text], () => false)];
}

/** The same of names that may have commas: as many words as are a known name together are that name. */
export function namesIn(texts: readonly string[], isKnown: (name: string) => boolean): readonly string[] {
  return texts.flatMap((text) => {
    const parts = text.split(/(?<!\\),/).map((part) => part.replaceAll("\\,", ","));
    const together = (from: number, to: number) => parts.slice(from, to).join(",").trim();
    const names: string[] = [];
    for (let from = 0; from < parts.length;) {
      let to = parts.length;
      while (to > from + 1 && !isKnown(together(from, to))) to--;
      names.push(together(from, to));
      from = to;
    }
    return names.filter((name) => name !== "");
  });
}

/** A name as it stands in such a list. */
export function inList(name: string): string {
  return name.replaceAll(",", "\\,");
}

/** Collects the values of an option that may be repeated, each as it is. */
export function repeated(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
