import { isPeriod } from "./spoken-period.ts";

/**
 * A period that stands where an option could have a value: `--html today` is the page of today, `--worklog last-month` the
 * worklog of last month.
 */
export function periodInstead<Flags extends Readonly<Record<string, unknown>>>(
  flags: Flags,
  names: readonly string[],
): { readonly periods: readonly string[]; readonly flags: Flags } {
  const found = names.flatMap((name) => {
    const value = flags[name];
    return typeof value === "string" && isPeriod(value) ? [[name, value] as const] : [];
  });
  return {
    periods: found.map(([, value]) => value),
    flags: { ...flags, ...Object.fromEntries(found.map(([name]) => [name, true])) },
  };
}
