import type { Activities } from "../../hours/activities/activity-log.ts";
import type { Report, ReportRequest } from "../../hours/report/figures.ts";
import { withGaps } from "../../hours/report/report.ts";
import { tokenGapsOf } from "../../hours/report/token-gaps.ts";
import { openStore } from "../../store/open.ts";
import { tokensBefore } from "../../store/reading/tokens-before.ts";
import type { ReadRequest } from "../options/store.ts";

/**
 * A report knows the first tokens of its window. Whether they are the first of the agent knows the store, which is asked
 * only where that matters: mostly it does not.
 */
export async function withEarlierTokens(
  found: Report,
  activities: Activities,
  request: ReportRequest & { readonly read: ReadRequest },
): Promise<Report> {
  const late = found.tokenGaps?.late ?? [];
  if (late.length === 0 || request.tokens === undefined) return found;
  const store = await openStore(request.read.store);
  if (store === undefined) return found;
  try {
    const agents = late.map(({ agent }) => agent);
    const earlier = await tokensBefore(store, agents, request.window.start);
    return earlier.size === 0
      ? found
      : withGaps(found, tokenGapsOf(activities, { ...request, earlier }, request.tokens));
  } finally {
    await store.close();
  }
}
