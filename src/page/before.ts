import type { Activities } from "../hours/activities/activity-log.ts";
import { NO_CLIENT, NOBODY } from "../hours/projects/dimension.ts";
import type { ReportRequest } from "../hours/report/figures.ts";
import { seconds, type Span } from "../hours/slice.ts";
import { calledApart, type Subject } from "../hours/projects/subject.ts";
import { union } from "../hours/union.ts";
import { utc, windowText } from "../hours/views/parameters.ts";
import type { BeforeJson } from "./document.ts";
import { timelinesOf } from "./spent.ts";

/**
 * The sums of the period before. A project that is in this period too is called as it is called there.
 */
export function beforeOf(
  activities: Activities,
  request: ReportRequest,
  names: ReadonlyMap<string, string>,
): BeforeJson {
  const { window, zone } = request;
  const spent = [...timelinesOf(activities, request)].flat();
  const called = calledApart(spent.map(({ subject }) => subject));
  const nameOf = (subject: Subject) => names.get(subject.known?.id ?? "") ?? called(subject).project ?? "(unknown)";
  const groups = Map.groupBy(spent, ({ subject }) =>
    JSON.stringify([nameOf(subject), subject.client ?? NO_CLIENT, subject.agent, subject.person ?? NOBODY]),
  );
  const sum = (of: readonly (typeof spent)[number][], kind: "human" | "agent") =>
    seconds(of.filter((one) => one.kind === kind).map(({ slice }) => slice));
  const agents: readonly Span[] = spent.filter(({ kind }) => kind === "agent").map(({ slice }) => slice);
  return {
    period: windowText(window, zone),
    since: utc(window.start),
    until: utc(window.end),
    human_s: sum(spent, "human"),
    agent_s: sum(spent, "agent"),
    union_s: seconds(union(agents)),
    rows: [...groups.values()].flatMap((members) => {
      const [{ subject } = { subject: undefined }] = members;
      if (subject === undefined) return [];
      return {
        project: nameOf(subject),
        client: subject.client ?? NO_CLIENT,
        agent: subject.agent,
        person: subject.person ?? NOBODY,
        human_s: sum(members, "human"),
        agent_s: sum(members, "agent"),
      };
    }),
  };
}
