import { amount } from "../../lib/text/amount.ts";
import { rootWords, zoneWords } from "./find.ts";
import type { Root } from "./roots.ts";
import type { Source } from "../source.ts";

/** What is said of so many logs that wait for their time zone, and what to type. The roots are those that were found. */
export function zoneHint(source: Source, roots: readonly Pick<Root, "path">[], logs: number): string {
  const words = [...roots.flatMap(({ path }) => rootWords(source, path)), ...zoneWords(source, "ZONE")];
  return (
    `${amount(logs, "log")} left out: ${source.facts.title} logs local times without their time zone, which must be named ` +
    `once: tt update ${words.join(" ")} (such as Europe/Berlin)`
  );
}
