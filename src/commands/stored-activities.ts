import { Arranger, isActivity, type Facts, type Known } from "../hours/activity.ts";
import { ActivityLog } from "../hours/activity-log.ts";
import type { Kind, Session } from "../store/dictionary.ts";
import { rowId, rowJson, type StoredRow } from "../store/stored-row.ts";
import { HOLE, HOLES } from "../store/template.ts";

/** Takes stored events in their order for a report, which needs little of each: no JSON is read where columns tell it. */
export class ActivityCollector {
  readonly log = new ActivityLog();
  readonly #arranger = new Arranger();
  readonly #sessions = new Map<Session, Known>();
  readonly #kinds = new Map<Kind, KindFacts | undefined>();

  add(row: StoredRow): void {
    const facts = this.#factsOf(row);
    if (facts !== undefined) this.log.add(this.#arranger.take(this.#known(row.session), facts));
  }

  #known(session: Session): Known {
    let known = this.#sessions.get(session);
    if (known === undefined) {
      known = this.#arranger.session(session.agent, session.id, session.machineId);
      this.#sessions.set(session, known);
    }
    return known;
  }

  #factsOf(row: StoredRow): Facts | undefined {
    const { kind, place } = row;
    if (!this.#kinds.has(kind)) this.#kinds.set(kind, kindFacts(kind));
    const known = this.#kinds.get(kind);
    if (known === undefined) return undefined;
    if (known.isOpen) return openFacts(row, known);
    const duration = known.duration === undefined ? undefined : row[known.duration];
    const { type, automated } = known;
    const { at: millis, subAgent: agentId } = row;
    return { id: "", type, millis, duration, automated, agentId, cwd: place.cwd, branch: place.branch };
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

function openFacts(row: StoredRow, { type }: KindFacts): Facts | undefined {
  const json = rowJson(row);
  if (json === undefined) return undefined;
  const event = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const text = (field: string) => (typeof event[field] === "string" ? event[field] : undefined);
  return {
    id: rowId(row),
    type,
    millis: row.at,
    duration: event["duration_ms"],
    automated: event["automated"] === true,
    agentId: text("agent_id"),
    cwd: text("cwd"),
    branch: text("git_branch"),
  };
}
