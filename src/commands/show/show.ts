import { Command, Option } from "commander";
import { usage } from "../../failure.ts";
import type { ProjectMap } from "../../hours/projects/project-map.ts";
import { projectOf } from "../../hours/projects/subject.ts";
import { redactionLines } from "../../redaction/wording.ts";
import { amount } from "../../lib/text/amount.ts";
import { printable } from "../../lib/text/printable.ts";
import type { Problem } from "../../problem.ts";
import type { Shown } from "../../transcript/head.ts";
import { markdownView } from "../../transcript/markdown.ts";
import { redactedShown } from "../../transcript/redacted.ts";
import { csvView, jsonView } from "../../transcript/records.ts";
import { textView } from "../../transcript/text.ts";
import { transcriptOf, type Transcript } from "../../transcript/transcript.ts";
import { zoneRequestOf, type HoursFlags } from "../options/hours/hours.ts";
import { mapRequestOf, readProjectMap } from "../options/project-map.ts";
import {
  redactionRequestOf,
  withRedactionOptions,
  type RedactionFlags,
  type RedactionRequest,
} from "../options/redaction/redaction.ts";
import { redacting, redactorOf } from "../options/redaction/redactor.ts";
import { sourcesRequestOf, withSourceOptions, type SourceFlags } from "../options/sources.ts";
import { readRequestOf, withStoreOptions, type ReadFlags } from "../options/store.ts";
import { print } from "../process/print.ts";
import { LogPlaces, type LogPlace } from "../sessions/places.ts";
import { findSession, type SessionRequest } from "./session.ts";

interface Flags extends SourceFlags, ReadFlags, RedactionFlags, Pick<HoursFlags, "projectMap" | "tz"> {
  readonly format: keyof typeof VIEWS;
  readonly text?: true;
  readonly reasoning?: true;
}

const VIEWS = { text: textView, markdown: markdownView, csv: csvView, json: jsonView } as const satisfies Record<
  string,
  (shown: Shown) => Iterable<string>
>;

/** `tt show`. */
export function showCommand(): Command {
  const command = new Command("show")
    .summary("show what happened in one session, prompt by prompt")
    .description(
      "Show what happened in one session, prompt by prompt: the tools with their kinds, files and outcomes, messages, " +
        "reasoning, and how long each took. It is read from the session's own log; if that is gone, the store tells what it " +
        "knows. Of what was written only lengths are shown, unless '--text' asks for more; then keys, passwords, e-mail addresses, home " +
        "folders and what your own rules find are replaced by '[redacted:NAME]', in texts, paths and names.",
    )
    .argument("<SESSION>", "its ID, or the beginning of it that no other session has")
    .addOption(new Option("--format <FORMAT>", "how it is printed").choices(Object.keys(VIEWS)).default("text"))
    .option("--text", "show the prompts and answers, too")
    .option("--reasoning", "show what the agent said to itself, too, where the log has it readable")
    .option("--project-map <FILE>", "names of directories (default: projects.json in the data directory)")
    .option("--tz <ZONE>", "whose clock, such as 'Europe/Berlin' (default: this machine's)")
    .option("--strict", "exit 3 when stored events are damaged and had to be left out");
  return withStoreOptions(withSourceOptions(withRedactionOptions(command))).action(async (id: string, flags: Flags) => {
    await tell(await requestOf(id, flags));
  });
}

/** Which session is shown, and how. */
interface Request extends SessionRequest {
  readonly zone: string;
  readonly map: ProjectMap;
  readonly format: keyof typeof VIEWS;
  readonly told: Shown["told"];
  /** What texts are redacted by, where any are told. */
  readonly redaction: RedactionRequest | undefined;
}

async function requestOf(id: string, flags: Flags): Promise<Request> {
  if (id === "") throw usage("the ID of the session is empty", "'tt sessions' lists them");
  const told = { text: flags.text === true, reasoning: flags.reasoning === true };
  const isText = told.text || told.reasoning;
  if (flags.redactions !== undefined && !isText)
    throw usage("--redactions is of texts, and none are asked for", "--text or --reasoning shows them");
  const zone = zoneRequestOf(flags);
  const map = await readProjectMap(mapRequestOf(flags));
  const sources = sourcesRequestOf(flags);
  return {
    id,
    sources,
    isNarrowed: sources.some(({ isNamed }) => isNamed),
    read: readRequestOf(flags),
    zone,
    map,
    format: flags.format,
    told,
    redaction: isText ? redactionRequestOf(flags) : undefined,
  };
}

async function tell(request: Request): Promise<void> {
  const { read, zone, map, format, told, redaction } = request;
  const redactor = redaction === undefined ? undefined : await redactorOf(redaction);
  const found = await findSession(request);
  for (const line of problemLines(found.problems)) process.stderr.write(`tt: warning: ${line}\n`);
  const transcript = transcriptOf(found.agent, found.id, found.entries);
  if (transcript === undefined) throw usage(`nothing is known of the session '${found.id}' any more`);
  const { cwd } = transcript;
  const { project } = projectOf({ cwd, branch: transcript.branch, root: cwd }, map);
  const place = () => new LogPlaces(read.store.dataDir).of({ ...found, directories: cwd === undefined ? [] : [cwd] });
  const notes = found.logs.length === 0 ? [absentText(place(), told)] : unreadTexts(transcript, told);
  const all = { transcript, project, logs: found.logs, told, zone, notes };
  const shown: Shown = redactor === undefined ? all : redacting(() => redactedShown(all, redactor));
  await print(VIEWS[format](shown));
  if (format !== "csv") return;
  // The other forms have them.
  const { redactions } = shown;
  for (const note of [...shown.notes, ...(redactions === undefined ? [] : redactionLines(redactions))])
    process.stderr.write(`tt: ${note}\n`);
}

/** Why the store alone tells of the session. */
function absentText({ state, path }: LogPlace, told: Shown["told"]): string {
  const why = {
    there: `The log of this session lies in none of the directories that were looked at, but at ${path ?? ""} (see --root)`,
    gone: "The log of this session is gone",
    "not-found": "The log of this session is gone, or was never on this machine",
    unknown: "No log of this session is left in the agent's databases",
  }[state];
  return `${why}: this is what the store knows.${told.text || told.reasoning ? " It has never had any text." : ""}`;
}

/** That some texts are not read from the logs of an agent. */
function unreadTexts({ exchanges, agent }: Transcript, told: Shown["told"]): readonly string[] {
  if (!told.text) return [];
  // Where an answer comes in parts, its parts have the text.
  const said = exchanges.flatMap(({ prompt, steps }) => {
    const hasWords = steps.some((step) => step.sort === "words" && step.text !== undefined);
    return [...(prompt === undefined ? [] : [prompt]), ...steps.filter((step) => step.sort === "message" && !hasWords)];
  }) as readonly { readonly length?: number | undefined; readonly text?: string | undefined }[];
  const unread = said.filter(({ length = 0, text }) => length > 0 && text === undefined).length;
  if (unread === 0) return [];
  return [`Of ${amount(unread, "text")} only the lengths are shown: tt does not read them from logs of ${agent}.`];
}

/** Lines that are no records are counted; anything else that could not be read is named. */
function problemLines(problems: readonly Problem[]): readonly string[] {
  const malformed = problems.filter(({ kind }) => kind === "malformed" || kind === "too-long");
  const others = problems.filter((problem) => !malformed.includes(problem));
  const lines = new Set(
    others.map(
      ({ path, cause }) =>
        `\`${printable(path)}\` could not be read whole${cause === undefined ? "" : ` (${printable(cause)})`}`,
    ),
  );
  if (malformed.length > 0)
    lines.add(`${amount(malformed.length, "line")} of the logs could not be understood and are left out`);
  return [...lines];
}
