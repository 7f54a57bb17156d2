import { Command } from "commander";
import { DateTime } from "luxon";
import { usage } from "../failure.ts";
import { arrange } from "../hours/activities/arrange.ts";
import { startOfDay } from "../hours/calendar.ts";
import { explain, type ExplainRequest, type Explanation } from "../hours/explained/explain.ts";
import { explainedCsv, explainedJson } from "../hours/explained/records.ts";
import { explainedMarkdown, explainedText } from "../hours/explained/texts.ts";
import type { ToolOf } from "../hours/explained/wording.ts";
import { leftOutJson, leftOutLines, nobodysJson } from "../hours/report/left-out.ts";
import { ofWhat } from "../hours/projects/asked.ts";
import type { Span } from "../hours/slice.ts";
import { parameters, windowText } from "../hours/views/parameters.ts";
import { printableJson } from "../lib/text/printable.ts";
import { atMostOne, hoursRequestOf, type HoursRequest } from "./options/hours/hours.ts";
import { hoursOfPeriod, type HoursOfPeriodFlags } from "./time/hours-of-period.ts";
import { periodRequestOf } from "./time/period.ts";
import type { Clock } from "./time/spoken-period.ts";
import { print, type Answer } from "./process/print.ts";
import { eventsIn, nothingStored } from "./stored/events.ts";

interface Flags extends HoursOfPeriodFlags {
  readonly day?: string;
  readonly markdown?: true;
}

const FORMS = ["json", "csv", "markdown"] as const;
type Form = (typeof FORMS)[number];

/** `tt explain`. */
export function explainCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("explain")
    .summary("tell what each minute of the report is made of")
    .description(
      "Tell the evidence behind each minute: every stretch with what was done in it, what was counted and why. It adds up " +
        "to 'tt report' of the same period to the second. Without a period, of today.",
    )
    .option("--day <DATE>", "of this day, such as 2026-03-02: the same as the period 2026-03-02")
    .option("--json", "print JSON, in seconds")
    .option("--csv", "print CSV, a line a part")
    .option("--markdown", "print tables of Markdown");
  return hoursOfPeriod(command, afterDashes, { requestOf, tell });
}

/** Which time is explained, and in which form. */
interface Request extends HoursRequest {
  readonly window: Span;
  readonly form: Form | undefined;
}

async function requestOf(periods: readonly string[], flags: Flags, now: Date): Promise<Request> {
  if (periods.length > 1) throw usage(`unexpected argument '${periods[1]}'`, "an explanation is of one period");
  const form = atMostOne(flags, FORMS);
  const hours = await hoursRequestOf(flags, now);
  return { ...hours, form, window: await windowAsked(periods[0], flags, { now, zone: hours.zone }) };
}

async function windowAsked(word: string | undefined, flags: Flags, clock: Clock): Promise<Span> {
  const { day, since, until } = flags;
  if (day === undefined) return (await periodRequestOf(word, flags, clock, "today")).window;
  if (word !== undefined || since !== undefined || until !== undefined)
    throw usage("--day contradicts a period, --since and --until");
  const date = DateTime.fromFormat(day, "yyyy-MM-dd", { zone: clock.zone });
  if (!date.isValid) throw usage(`--day: not a date: '${day}'`, "such as 2026-03-02");
  return { start: startOfDay(date), end: startOfDay(date.plus({ days: 1 })) };
}

async function tell(request: Request): Promise<void> {
  const { form, window } = request;
  const read = await eventsIn(request.read, window);
  const events = read?.events;
  const found = explain(arrange(events ?? [], read?.personOf), request);
  const tools = new Map(events?.map(({ id, tool }) => [id, typeof tool === "string" ? tool : undefined]));
  if (found.stretches.length === 0 && form === undefined)
    return print(`${events === undefined ? nothingStored(request.read.store) : nothingFound(found, request)}\n`);
  await print(viewOf(form, found, request, ({ id }) => tools.get(id)));
}

function nothingFound({ leftOut }: Explanation, { window, zone, asked = {} }: ExplainRequest): string {
  const what = `no activity${ofWhat(asked)}: ${windowText(window, zone)} (${zone})`;
  return [what, ...leftOutLines(leftOut, "--automated")].join("\n");
}

function viewOf(form: Form | undefined, found: Explanation, request: ExplainRequest, toolOf: ToolOf): Answer {
  switch (form) {
    case "json":
      return `${printableJson({
        parameters: parameters({ ...request, by: [], rounding: undefined }),
        total: { human_s: found.human, agent_s: found.agent },
        stretches: explainedJson(found, toolOf),
        left_out: leftOutJson(found.leftOut),
        ...nobodysJson(found.leftOut),
      })}\n`;
    case "csv":
      return explainedCsv(found, toolOf);
    case "markdown":
      return explainedMarkdown(found, request, toolOf);
    case undefined:
      return explainedText(found, request, toolOf);
  }
}
