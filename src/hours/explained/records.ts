import { printable } from "../../lib/text/printable.ts";
import { csvLine } from "../../lib/text/csv.ts";
import { utc } from "../views/parameters.ts";
import type { Explained, Explanation, Part } from "./explain.ts";
import { actText, countedText, toolsOf, type ToolOf } from "./wording.ts";

/** An explanation's stretches by the names that JSON gives them. */
export function explainedJson({ stretches }: Explanation, toolOf: ToolOf) {
  return stretches.map((stretch) => ({ ...headOf(stretch), parts: stretch.parts.map((part) => partOf(part, toolOf)) }));
}

function headOf({ kind, start, end, date, subject }: Explained) {
  const { project, known, client, tags, agent, session, branch, machine, person } = subject;
  return {
    kind,
    start: utc(start),
    end: utc(end),
    seconds: end - start,
    day: date,
    ...(project === undefined ? undefined : { project }),
    ...(known?.directory === undefined ? undefined : { directory: known.directory }),
    ...(client === undefined ? undefined : { client }),
    ...(tags.length === 0 ? undefined : { tags }),
    agent,
    session_id: session,
    ...(branch === undefined ? undefined : { git_branch: branch }),
    ...(machine === undefined ? undefined : { machine_id: machine }),
    ...(person === undefined ? undefined : { person }),
  };
}

function partOf(part: Part, toolOf: ToolOf) {
  const { start, end, act, by, why } = part;
  return {
    start: utc(start),
    end: utc(end),
    seconds: end - start,
    ...(Number.isFinite(why.of) ? { of_s: why.of } : undefined),
    evidence: by === "window" ? "credited" : by === "prompts" ? "seen" : by,
    reason: why.reason,
    why: countedText(part, toolOf),
    ...(part.uses.length === 0 ? undefined : { tools: Object.fromEntries(toolsOf(part, toolOf)) }),
    act: {
      event: act.id,
      time: utc(act.at),
      type: act.type,
      what: actText(act, toolOf),
      ...(act.length === undefined ? undefined : { length: act.length }),
    },
  };
}

const PLACE_COLUMNS = ["day", "kind", "project", "client", "agent", "session", "branch", "machine", "person"];
const PART_COLUMNS = ["start", "end", "seconds", "of_s", "evidence", "act_time", "act", "why", "event"];

/** The same as CSV, a line a part. */
export function* explainedCsv({ stretches }: Explanation, toolOf: ToolOf): Iterable<string> {
  yield csvLine([...PLACE_COLUMNS, ...PART_COLUMNS]);
  for (const { date, kind, subject, parts } of stretches) {
    const { project = "(unknown)", client = "", agent, session, branch = "", machine = "", person = "" } = subject;
    const names = [project, client, agent, session, branch, machine, person].map(printable);
    for (const part of parts) {
      const { start, end, seconds, of_s: of = "", evidence, why, act } = partOf(part, toolOf);
      const rest = [start, end, seconds, of, evidence, act.time, act.what, why, printable(act.event)];
      yield csvLine([date, kind, ...names, ...rest]);
    }
  }
}
