import { Command } from "commander";
import { usage } from "../failure.ts";
import { agentTime } from "../hours/agent/agent.ts";
import type { Activity } from "../hours/activities/activity.ts";
import { arrange } from "../hours/activities/arrange.ts";
import { isAsked, ofWhat } from "../hours/projects/asked.ts";
import { humanSlices } from "../hours/human/human.ts";
import { leftOutLines, leftOutOf } from "../hours/report/left-out.ts";
import type { TimeSlice, Span } from "../hours/slice.ts";
import { calledApart, subjectsBy, type Subject } from "../hours/projects/subject.ts";
import { lanesText, type Lane } from "../hours/views/lanes.ts";
import { windowText } from "../hours/views/parameters.ts";
import { freshRequest } from "./stored/fresh.ts";
import { hoursOptions, hoursRequestOf, type HoursFlags, type HoursRequest } from "./options/hours/hours.ts";
import { humanOption } from "./options/hours/rules.ts";
import { namedWindow } from "./time/period.ts";
import { print } from "./process/print.ts";
import { eventsIn, nothingStored } from "./stored/events.ts";

/** `tt day`. */
export function dayCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("day")
    .summary("show one day as lanes: you above, the agents below")
    .description(
      "Show one day as lanes: the person above, below the agents, a lane for each project and agent; the darker, the more " +
        "of that time. 'tt report' has the same figures, 'tt explain' the events behind them.",
    )
    .argument("[DATE]", "today (the default), yesterday, or a date such as 2026-03-02");
  return hoursOptions(humanOption(command))
    .allowExcessArguments(true)
    .action(async (_date: string | undefined, flags: HoursFlags, self: Command) => {
      const { request } = await freshRequest((now) => requestOf([...self.args, ...afterDashes], flags, now));
      await tell(request);
    });
}

const LONGEST_DAY = 26 * 3600;

/** Whose and which time of a day is shown. */
interface DayRequest extends HoursRequest {
  readonly window: Span;
}

async function requestOf(words: readonly string[], flags: HoursFlags, now: Date): Promise<DayRequest> {
  const [day = "today", ...rest] = words;
  if (rest.length > 0) throw usage(`unexpected argument '${rest[0]}'`, "a day is one date");
  const hours = await hoursRequestOf(flags, now);
  const window = namedWindow(day, { now, zone: hours.zone });
  if (window.end - window.start > LONGEST_DAY)
    throw usage(`'${day}' is more than a day`, "'tt report' tells of longer periods");
  return { ...hours, window };
}

async function tell(request: DayRequest): Promise<void> {
  const { window, zone } = request;
  const read = await eventsIn(request.read, window);
  if (read === undefined) return print(`${nothingStored(request.read.store)}\n`);
  const activities = arrange(read.events, read.personOf);
  const lanes = lanesOf(activities, request);
  const left = leftOutLines(leftOutOf(activities, request, subjectsBy(request.map)), "--automated");
  if (lanes.length === 0) return print(`no activity${ofWhat(request.asked)}: ${windowText(window, zone)} (${zone})\n`);
  const columns = process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : 100;
  const head = `${windowText(window, zone)} (${zone})`;
  await print(
    `${[head, "", lanesText(lanes, zone, columns), ...(left.length === 0 ? [] : ["", ...left])].join("\n")}\n`,
  );
}

/** A lane a person, then one for each project and agent, those with the most time first. */
function lanesOf(activities: readonly Activity[], { rules, window, map, asked }: DayRequest): readonly Lane[] {
  const subjectOf = subjectsBy(map);
  const within = (slices: readonly TimeSlice[]) =>
    slices
      .map((slice) => ({
        start: Math.max(slice.start, window.start),
        end: Math.min(slice.end, window.end),
        subject: subjectOf(slice.spentOn),
      }))
      .filter(({ start, end, subject }) => end > start && isAsked(subject, asked));
  const human = within(humanSlices(activities, rules));
  const agents = within(agentTime(activities, rules).flatMap(({ slices }) => slices));
  const called = calledApart([...human, ...agents].map(({ subject }) => subject));
  return [
    ...grouped(human, ({ person }) => person ?? "you"),
    ...grouped(agents, (subject) => `${called(subject).project ?? "(unknown)"}, ${subject.agent}`),
  ];
}

function grouped(
  spans: readonly (Span & { readonly subject: Subject })[],
  nameOf: (subject: Subject) => string,
): Lane[] {
  const lanes = [...Map.groupBy(spans, ({ subject }) => nameOf(subject))].map(([name, spans]) => ({ name, spans }));
  const length = ({ spans }: Lane) => spans.reduce((sum, { start, end }) => sum + end - start, 0);
  return lanes.sort((a, b) => length(b) - length(a) || (a.name < b.name ? -1 : 1));
}
