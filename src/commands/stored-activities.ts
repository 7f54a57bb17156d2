import { Arranger, isActivity, type Facts, type Known } from "../hours/activity.ts";
import { ActivityLog } from "../hours/activity-log.ts";
import { parseObject } from "../lib/json.ts";
import type { Kind, Session } from "../store/dictionary.ts";
import { HOLE, HOLES, WHOLE } from "../store/event-shape.ts";
import type { StoredRow } from "../store/stored-row.ts";

/** Takes stored events in their order for a report, which needs little of each: no JSON is read where columns tell it. */
export class ActivityCollector {
  readonly log = new ActivityLog();
  readonly #arranger = new Arranger();
  readonly #sessions = new Map<Session, Known>();
  readonly #kinds = new Map<Kind, KindFacts | undefined>();

  /** Whether what the row says could be understood. */
  add(row: StoredRow): boolean {
    const kind = this.#kindFacts(row.kind);
    if (kind === undefined) return true;
    const facts = factsOf(row, kind);
    if (facts === undefined) return false;
    this.log.add(this.#arranger.take(this.#known(row.session), facts));
    return true;
  }

  #known(session: Session): Known {
    let known = this.#sessions.get(session);
    if (known === undefined) {
      known = this.#arranger.session(session.agent, session.id, session.machineId);
      this.#sessions.set(session, known);
    }
    return known;
  }

  #kindFacts(kind: Kind): KindFacts | undefined {
    if (!this.#kinds.has(kind)) this.#kinds.set(kind, kindFacts(kind));
    return this.#kinds.get(kind);
  }
}

/** What all events of a kind have in common. */
interface KindFacts {
  readonly type: Facts["type"];
  readonly automated: boolean;
  /** Which column holds `duration_ms`. */
  readonly duration: "number1" | "number2" | undefined;
  /** Whether something that counts may stand in what no column takes. */
  readonly isOpen: boolean;
}

function kindFacts({ type, template }: Kind): KindFacts | undefined {
  if (!isActivity(type)) return undefined;
  const duration = (["number1", "number2"] as const).find((name) =>
    template.includes(`"duration_ms":${HOLE}${HOLES[name]}`),
  );
  const isOpen = template.includes(HOLE + HOLES.rest);
  return { type, automated: template.includes('"automated":true'), duration, isOpen };
}

function factsOf(row: StoredRow, { type, automated, duration: column, isOpen }: KindFacts): Facts | undefined {
  const { at: millis, subAgent: agentId, place } = row;
  const duration = column === undefined ? undefined : row[column];
  const facts = { id: "", type, millis, duration, automated, agentId, cwd: place.cwd, branch: place.branch };
  if (!isOpen) return facts;
  const isWhole = row.kind.template === WHOLE;
  const members = parseObject(isWhole ? (row.rest ?? "") : `{${row.rest ?? ""}}`);
  if (members === undefined) return undefined;
  const text = (field: string) => (typeof members[field] === "string" ? members[field] : undefined);
  return {
    ...facts,
    duration: members["duration_ms"] ?? duration,
    automated: automated || members["automated"] === true,
    ...(isWhole ? { agentId: text("agent_id"), cwd: text("cwd"), branch: text("git_branch") } : undefined),
  };
}
