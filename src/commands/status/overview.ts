import { arrange } from "../../hours/activities/arrange.ts";
import { report } from "../../hours/report/report.ts";
import { amount } from "../../lib/text/amount.ts";
import { clockText } from "../../lib/text/duration.ts";
import { hoursRequestOf } from "../options/hours/hours.ts";
import { print } from "../process/print.ts";
import { sourcesRequestOf } from "../options/sources.ts";
import { namedWindow } from "../time/period.ts";
import { gatherStatus, type Status } from "./run.ts";
import { age } from "./age.ts";
import { storeRequestOf } from "../options/store.ts";
import { eventsIn } from "../stored/events.ts";

/** `tt` alone: what there is, and what to do next. */
export async function tellOverview(): Promise<void> {
  const now = new Date();
  const status = await gatherStatus({ sources: sourcesRequestOf({}), store: storeRequestOf({}, "look"), now });
  const { store, warnings, lastExport } = status;
  const lines = store.state === "read" && store.overview.events > 0 ? await today(now) : nothingYet(status);
  const waiting = status.statuses.reduce((sum, { pending }) => sum + pending.length, 0);
  await print(
    `${[
      ...lines,
      ...(lastExport === undefined ? [] : [`last update: ${age(lastExport.ended, now)}`]),
      ...(waiting === 0 || lastExport === undefined ? [] : [`${amount(waiting, "log")} grew since: tt update`]),
      ...(warnings.length === 0 || lastExport === undefined
        ? []
        : [`${amount(warnings.length, "warning")}: tt status`]),
      "",
      "tt --help lists the commands",
    ].join("\n")}\n`,
  );
}

async function today(now: Date): Promise<readonly string[]> {
  const hours = await hoursRequestOf({}, now);
  const window = namedWindow("today", { now, zone: hours.zone });
  const read = await eventsIn(hours.read, window);
  const activities = arrange(read?.events ?? [], read?.personOf);
  const request = { ...hours, window, by: ["project"], rounding: undefined } as const;
  const { total } = report(read?.events ?? [], request);
  return activities.length === 0 || total.human + total.agent === 0
    ? ["today: nothing yet"]
    : [`today: human ${clockText(total.human)}, agent ${clockText(total.agent)} (tt day, tt report)`];
}

function nothingYet({ statuses }: Status): readonly string[] {
  const found = statuses
    .filter(({ logs }) => logs > 0)
    .map(({ source, logs }) => `${source.agent} (${amount(logs, "log")})`);
  return found.length === 0
    ? ["no logs of an agent were found here: tt status says where they are looked for"]
    : [`nothing is stored yet. Found: ${found.join(", ")}`, "now: tt update"];
}
