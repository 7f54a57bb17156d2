import { Command, Option } from "commander";
import { TYPE_GROUPS } from "../../events/event-type.ts";
import { usage } from "../../failure.ts";
import { batchesOf } from "../../store/rows/batches.ts";
import { openStore } from "../../store/open.ts";
import { FORMS, type Form, type FormName } from "./forms.ts";
import { newRecords, storedRecords, type Choice, type EventRecord } from "./run.ts";
import { projectsIn, zoneRequestOf } from "../options/hours/hours.ts";
import { mapRequestOf, readProjectMap } from "../options/project-map.ts";
import { listed, repeated } from "../options/listed.ts";
import { periodRequestOf, type PeriodFlags } from "../time/period.ts";
import { PERIODS_MEANING } from "../time/spoken-period.ts";
import { print, printAsItComes } from "../process/print.ts";
import { readRequestOf, withStoreOptions, type ReadFlags, type ReadRequest } from "../options/store.ts";
import { holdNames } from "../stored/asked-names.ts";
import { Damaged, nothingStored, refuseMissing } from "../stored/events.ts";

interface Flags extends ReadFlags, PeriodFlags {
  readonly types?: readonly string[];
  readonly agent?: readonly string[];
  readonly project?: readonly string[];
  readonly session?: readonly string[];
  readonly projectMap?: string;
  readonly tz?: string;
  readonly format: FormName;
  readonly follow?: true;
}

/** `tt events`. */
export function eventsCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("events")
    .summary("print the stored events, one a line")
    .description(
      "Print the stored events in the order of time, one a line: as 'tt export' printed them, as CSV of fixed columns, or " +
        "as plain lines for people and grep ('flat': timestamp|type|source|key=value ...).",
    )
    .argument("[PERIOD]", `those of ${PERIODS_MEANING} (default: all)`)
    .option("--since <WHEN>", "from then on: a date, a time, 'today', 'yesterday', or an age (36h, 7d)")
    .option("--until <WHEN>", "until before then")
    .option("--types <TYPE,...>", "only these types, or groups of them: core, evidence, all", listed)
    .option("--agent <AGENT,...>", "only of these agents", listed)
    .option(
      "--project <NAME,...>",
      "only of these projects, by the names that 'tt report' has ('\\,' is a comma in a name)",
      repeated,
    )
    .option("--session <ID,...>", "only of these sessions, by their IDs or the first eight digits", listed)
    .addOption(new Option("--format <FORMAT>", "how an event is printed").choices(Object.keys(FORMS)).default("ndjson"))
    .option("--follow", "go on with what is imported from then on, until a signal ends it")
    .option("--project-map <FILE>", "names of directories (default: projects.json in the data directory)")
    .option("--tz <ZONE>", "whose days, such as 'Europe/Berlin' (default: this machine's)")
    .option("--week-start <DAY>", "the day that weeks begin with (default: monday)")
    .option("--strict", "exit 3 when stored events are damaged and had to be left out");
  return withStoreOptions(command)
    .allowExcessArguments(true)
    .action(async (_period: string | undefined, flags: Flags, self: Command) => {
      await tell(await requestOf([...self.args, ...afterDashes], flags));
    });
}

/** Which stored events are printed, and how. */
interface Request {
  readonly choice: Choice;
  readonly read: ReadRequest;
  readonly form: Form;
  readonly follow: boolean;
}

async function requestOf(periods: readonly string[], flags: Flags): Promise<Request> {
  if (periods.length > 1) throw usage(`unexpected argument '${periods[1]}'`, "events are of one period");
  return {
    choice: await choiceOf(periods[0], flags),
    read: readRequestOf(flags),
    form: FORMS[flags.format],
    follow: flags.follow === true,
  };
}

async function choiceOf(period: string | undefined, flags: Flags): Promise<Choice> {
  const needsZone = period !== undefined || flags.since !== undefined || flags.until !== undefined;
  const zone = needsZone ? zoneRequestOf(flags) : "UTC";
  const set = (words: readonly string[] | undefined) => (words === undefined ? undefined : new Set(words));
  const map = await readProjectMap(mapRequestOf(flags));
  return {
    window: (await periodRequestOf(period, flags, { now: new Date(), zone })).window,
    types: set(flags.types?.flatMap((name) => (isGroup(name) ? TYPE_GROUPS[name] : [name]))),
    agents: set(flags.agent),
    sessions: set(flags.session),
    projects: set(flags.project && projectsIn(flags.project, map)),
    map,
  };
}

async function tell({ choice, read, form, follow }: Request): Promise<void> {
  const store = await openStore(read.store);
  if (store === undefined) {
    refuseMissing(read.store);
    process.stderr.write(`tt: ${nothingStored(read.store)}\n`);
    return print(lines(form, []));
  }
  const damaged = new Damaged(read.strict);
  try {
    // What is yet to come may have other names.
    if (!follow) await holdNames(store, { asked: choice, map: choice.map, purpose: "tell" });
    const { last } = await batchesOf(store);
    await print(lines(form, storedRecords(store, choice, damaged.tell)));
    damaged.end();
    if (follow) await printAsItComes(linesOf(form, newRecords(store, choice, damaged.tell, last)));
  } finally {
    await store.close();
  }
}

function isGroup(name: string): name is keyof typeof TYPE_GROUPS {
  return Object.hasOwn(TYPE_GROUPS, name);
}

async function* lines(form: Form, records: Iterable<EventRecord> | AsyncIterable<EventRecord>): AsyncIterable<string> {
  if (form.head !== undefined) yield form.head;
  yield* linesOf(form, records);
}

async function* linesOf(
  form: Form,
  records: Iterable<EventRecord> | AsyncIterable<EventRecord>,
): AsyncIterable<string> {
  for await (const record of records) yield form.line(record);
}
