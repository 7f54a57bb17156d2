import type { Rules } from "../rules.ts";
import type { Stretch } from "../stretch.ts";
import { utc } from "../views/parameters.ts";

/** A stretch as a line of NDJSON: flat, no nulls, and with what it was made with. */
export function stretchRecord(stretch: Stretch, { human, attention, agentGap, answer, automated }: Rules) {
  const { id, kind, start, end, closed, by, first, subject } = stretch;
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
      ? { agents: stretch.agents, session_ids: stretch.sessions, git_branches: stretch.branches }
      : {
          agent: subject.agent,
          session_id: subject.session,
          ...(subject.branch === undefined ? undefined : { git_branch: subject.branch }),
          ...(first.place.cwd === undefined ? undefined : { cwd: first.place.cwd }),
          ...(machine === undefined ? undefined : { machine_id: machine }),
        }),
    evidence: isHuman ? "prompts" : by,
    ...(isHuman ? { prompts: stretch.prompts } : undefined),
    first_event: first.id,
    ...(person === undefined ? undefined : { person }),
    ...(isHuman
      ? { human_rule: human, attention_s: attention, automated }
      : { agent_gap_s: agentGap, answer_s: answer }),
  };
}
