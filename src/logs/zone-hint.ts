import { amount } from "../lib/text/amount.ts";
import { rootWords, zoneWords } from "./find.ts";
import type { Root } from "./roots.ts";
import type { Source } from "./source.ts";

/** What is said of logs that wait for their time zone, and what to type. */
export function zoneHint(source: Source, roots: readonly Pick<Root, "path">[], logs: number): string {
  const words = [...roots.flatMap(({ path }) => rootWords(source, path)), ...zoneWords(source, "ZONE")];
  return (
    `${amount(logs, "log")} cannot be exported yet, for their times are local and do not tell their zone. Name it once: ` +
    `tt update ${words.join(" ")} (ZONE such as Europe/Berlin)`
  );
}
