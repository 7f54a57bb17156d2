/** What a person at a terminal may want to do now; programs and `--quiet` are told nothing. */
export function tellNext(step: string, { quiet }: { readonly quiet?: boolean | undefined } = {}): void {
  if (process.stderr.isTTY && quiet !== true) process.stderr.write(`now: ${step}\n`);
}
