import type { Activities } from "../hours/activity-log.ts";
import { agentTime } from "../hours/agent.ts";
import { isAsked } from "../hours/asked.ts";
import type { ReportRequest } from "../hours/figures.ts";
import { humanPieces } from "../hours/human.ts";
import type { Piece } from "../hours/piece.ts";
import { subjectsBy, type Subject } from "../hours/subject.ts";
import type { StretchKind } from "./document.ts";
import type { Spent } from "./stretches.ts";

/** All time of a period that is asked for, cut to it: a timeline a person, then one a session. */
export function* timelinesOf(activities: Activities, request: ReportRequest): Iterable<readonly Spent[]> {
  const { rules, window, map, asked = {} } = request;
  const subjectOf = subjectsBy(map);
  const one = new Map<string, Subject>();
  const spent = (kind: StretchKind, pieces: readonly Piece[]) =>
    pieces.flatMap((piece): readonly Spent[] => {
      const start = Math.max(piece.start, window.start);
      const end = Math.min(piece.end, window.end);
      if (end <= start) return [];
      const subject = subjectOf(piece.spentOn);
      return isAsked(subject, asked) ? [{ kind, piece: { ...piece, start, end }, subject: same(subject, one) }] : [];
    });
  const people = Map.groupBy(humanPieces(activities.all(), rules), ({ spentOn }) => spentOn.session.person);
  for (const pieces of people.values()) yield spent("human", pieces);
  for (const session of activities.sessions())
    for (const { pieces } of agentTime(session, rules)) yield spent("agent", pieces);
}

/** A session that comes back to a directory is at the same place as before. */
function same(subject: Subject, one: Map<string, Subject>): Subject {
  const { known, client, tags, billing, agent, session, branch, machine, person } = subject;
  const key = JSON.stringify([known?.id, client, tags, billing, agent, session, branch, machine, person]);
  const first = one.get(key) ?? subject;
  one.set(key, first);
  return first;
}
