import { Command } from "commander";
import { usage } from "../../failure.ts";
import { ofWhat } from "../../hours/projects/asked.ts";
import { windowParameters, windowText } from "../../hours/views/parameters.ts";
import type { Span } from "../../hours/slice.ts";
import { printable } from "../../lib/text/printable.ts";
import type { StoreOptions } from "../../store/location.ts";
import { openStore } from "../../store/open.ts";
import { sessionsNamed, type StoredSession } from "../../store/reading/sessions.ts";
import { atMostOne, hoursRequestOf, type HoursRequest } from "../options/hours/hours.ts";
import { homeDirectory } from "../process/environment.ts";
import { print } from "../process/print.ts";
import { activitiesIn, nothingStored } from "../stored/events.ts";
import { hoursOfPeriod, type HoursOfPeriodFlags } from "../time/hours-of-period.ts";
import { periodRequestOf } from "../time/period.ts";
import type { Usage } from "../../spending/usage.ts";
import { sessionKey, tokensIn } from "./tokens.ts";
import { LogPlaces } from "./places.ts";
import { sessionRows, type SessionRow } from "./rows.ts";
import { sessionsCsv, sessionsJson, sessionsTable, type Listed } from "./views.ts";

interface Flags extends HoursOfPeriodFlags {
  readonly path?: string;
}

const FORMS = ["json", "csv"] as const;

/** `tt sessions`. */
export function sessionsCommand(afterDashes: readonly string[] = []): Command {
  const command = new Command("sessions")
    .summary("list the sessions: where, when, how long, and where their logs lie")
    .description(
      "List the sessions that did anything in a period: agent, project, branch, when they began and ended, the time that " +
        "'tt report' counts of them in the period, prompts, uses of tools, and where the log lies, if it is still there. " +
        "'tt show' tells what happened in one. Without a period, of this week.",
    )
    .option("--path <TEXT>", "only those with this text in their directory or in the path of their log")
    .option("--json", "print one JSON object, in seconds")
    .option("--csv", "print CSV, a line a session");
  return hoursOfPeriod(command, afterDashes, { requestOf, tell });
}

/** Which sessions are listed, and how. */
interface Request extends HoursRequest {
  readonly window: Span;
  /** A text in their directory or in the path of their log. */
  readonly path: string | undefined;
  readonly form: (typeof FORMS)[number] | undefined;
}

async function requestOf([period, more]: readonly string[], flags: Flags, now: Date): Promise<Request> {
  if (more !== undefined) throw usage(`unexpected argument '${more}'`, "sessions are of one period");
  const form = atMostOne(flags, FORMS);
  const hours = await hoursRequestOf(flags, now);
  const { window } = await periodRequestOf(period, flags, { now, zone: hours.zone }, "week");
  return { ...hours, window, path: flags.path, form };
}

async function tell(request: Request): Promise<void> {
  const { read, rules, window, zone, form } = request;
  const activities = await activitiesIn(read, window, rules);
  const rows = activities === undefined ? [] : sessionRows(activities, request);
  const listed = await listedOf(rows, request);
  if (form === "csv") await print(sessionsCsv(listed));
  else if (form === "json")
    await print(sessionsJson(listed, { ...windowParameters(window), time_zone: zone, human_rule: rules.human }));
  else if (listed.length > 0) await print(sessionsTable(listed, { zone, home: homeDirectory() }));
  if (listed.length > 0) return;
  const nothing = activities === undefined ? nothingStored(read.store) : nothingText(request);
  if (form === undefined) await print(`${nothing}\n`);
  else process.stderr.write(`tt: ${nothing}\n`);
}

function nothingText({ asked, path, window, zone }: Request): string {
  const where = path === undefined ? "" : ` with '${printable(path)}' in a path`;
  return `no session${ofWhat(asked)}${where}: ${windowText(window, zone)} (${zone})`;
}

/** With what the store knows of the whole of them, and where their logs lie; those alone that have a text in a path. */
async function listedOf(
  rows: readonly SessionRow[],
  { read: { store: options }, window, path: text }: Request,
): Promise<readonly Listed[]> {
  const { known, tokens } = await storedOf(rows, options, window);
  const places = new LogPlaces(options.dataDir);
  return rows
    .flatMap((row): readonly Listed[] => {
      const { agent, id, key } = row.session;
      const stored = known.get(key);
      const log = places.of({ agent, id, directories: row.directories });
      if (text !== undefined && ![...row.directories, log.path ?? ""].some((path) => path.includes(text))) return [];
      // An event that says neither whose nor of which session it is has no session in the store.
      if (stored === undefined) return [];
      const [start, end] = [stored.first, stored.last].map((millis) => new Date(millis).toISOString());
      return [{ ...row, start: start ?? "", end: end ?? "", usage: tokens.get(key), log }];
    })
    .sort((a, b) => (`${a.start} ${a.session.key}` < `${b.start} ${b.session.key}` ? -1 : 1));
}

async function storedOf(rows: readonly SessionRow[], options: StoreOptions, window: Span) {
  const known = new Map<string, StoredSession>();
  const store = rows.length === 0 ? undefined : await openStore(options);
  if (store === undefined) return { known, tokens: new Map<string, Usage>() };
  try {
    for (const session of await sessionsNamed(store))
      known.set(sessionKey(session.machineId, session.agent, session.id), session);
    // Whatever is damaged has been told when the activities were read.
    return { known, tokens: await tokensIn(store, window, () => undefined) };
  } finally {
    await store.close();
  }
}
