import type { Rules } from "../rules.ts";
import type { Interval } from "../interval.ts";
import { utc } from "../views/parameters.ts";

/** An interval as a line of NDJSON: flat, no nulls, and with what it was made with. */
export function intervalRecord(interval: Interval, { human, attention, agentGap, answer, automated }: Rules) {
  const { id, kind, start, end, closed, by, first, subject } = interval;
  const { project, known, client, tags, machine, person } = subject;
  const isHuman = kind === "human";
  return {
    id,
    kind,
    start: utc(start),
    end: utc(end),
    seconds: end - start,
    closed,
    ...(project === undefined ? undefined : { project }),
    ...(known?.directory === undefined ? undefined : { directory: known.directory }),
    ...(client === undefined ? undefined : { client }),
    ...(tags.length === 0 ? undefined : { tags }),
    ...(person === undefined ? undefined : { person }),
    ...(isHuman
      ? { agents: interval.agents, session_ids: interval.sessions, git_branches: interval.branches }
      : {
          agent: subject.agent,
          session_id: subject.session,
          ...(subject.branch === undefined ? undefined : { git_branch: subject.branch }),
          ...(first.place.cwd === undefined ? undefined : { cwd: first.place.cwd }),
          ...(machine === undefined ? undefined : { machine_id: machine }),
        }),
    evidence: isHuman ? "prompts" : by,
    ...(isHuman ? { prompts: interval.prompts } : undefined),
    first_event: first.id,
    ...(person === undefined ? undefined : { person }),
    ...(isHuman
      ? { human_rule: human, attention_s: attention, automated }
      : { agent_gap_s: agentGap, answer_s: answer }),
  };
}
