import { isActivity, isLaterChange, type PersonOf } from "../../hours/activities/activity.ts";
import { Arranger, keyOf, type Facts, type Known } from "../../hours/activities/arrange.ts";
import { paceOf } from "../../hours/agent/pace.ts";
import { ActivityLog } from "../../hours/activities/activity-log.ts";
import type { TakenLog } from "../../hours/activities/taken.ts";
import { parseObject } from "../../lib/json/json.ts";
import type { Kind, Session } from "../../store/rows/dictionary.ts";
import { HOLE, HOLES, WHOLE } from "../../store/rows/event-shape.ts";
import { USAGE_TYPE } from "../../spending/usage.ts";
import { eventsOf } from "../../store/reading/events.ts";
import type { StoredRow } from "../../store/rows/stored-row.ts";
import { ID_FORM } from "../../store/rows/template.ts";

/** Takes stored events in their order for a report, which needs little of each: no JSON is read where columns tell it. */
export class ActivityCollector {
  readonly log: ActivityLog;
  readonly #arranger: Arranger;
  readonly #taken: TakenLog | undefined;
  readonly #sessions = new Map<Session, Known>();
  readonly #kinds = new Map<Kind, KindFacts | undefined>();

  /** `taken` gets what models took. */
  constructor(personOf?: PersonOf, taken?: TakenLog) {
    this.#arranger = new Arranger(personOf);
    this.#taken = taken;
    this.log = new ActivityLog(taken);
  }

  /** Whether what the row says could be understood. */
  add(row: StoredRow): boolean {
    const kind = this.#kindFacts(row.kind);
    if (kind === undefined) return this.#take(row);
    const facts = factsOf(row, kind);
    if (facts === undefined) return false;
    if (isLaterChange(facts.type, facts.action)) return true;
    this.log.add(this.#arranger.take(this.#known(row.owner ?? row.session), facts));
    return true;
  }

  #take(row: StoredRow): boolean {
    if (this.#taken === undefined || row.kind.type !== USAGE_TYPE) return true;
    const [event] = eventsOf([row], () => undefined);
    if (event !== undefined) this.#taken.add(this.#known(row.owner ?? row.session), event);
    return event !== undefined;
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
    const known = this.#kinds.get(kind);
    if (known !== undefined || this.#kinds.has(kind)) return known;
    const facts = kindFacts(kind);
    this.#kinds.set(kind, facts);
    return facts;
  }
}

/** What all events of a kind have in common. */
interface KindFacts {
  readonly type: Facts["type"];
  readonly automated: boolean;
  readonly action: unknown;
  readonly tool: unknown;
  readonly toolKind: unknown;
  /** Of a tool's use. */
  readonly pace: Facts["pace"];
  readonly permissionMode: unknown;
  /** Which columns hold the numbers. */
  readonly duration: NumberColumn;
  readonly timeout: NumberColumn;
  readonly length: NumberColumn;
  /** Whether something that counts may stand in what no column takes. */
  readonly isOpen: boolean;
}

type NumberColumn = "number1" | "number2" | undefined;

function kindFacts({ type, template }: Kind): KindFacts | undefined {
  const action = constantOf(template, "action");
  if (!isActivity(type) || isLaterChange(type, action)) return undefined;
  const columnOf = (member: string): NumberColumn =>
    (["number1", "number2"] as const).find((name) => template.includes(`"${member}":${HOLE}${HOLES[name]}`));
  const tool = constantOf(template, "tool");
  const toolKind = constantOf(template, "tool_kind");
  return {
    type,
    tool,
    toolKind,
    automated: template.includes('"automated":true'),
    action,
    pace: type === "agent_tool_use" ? paceOf(tool, toolKind) : undefined,
    permissionMode: constantOf(template, "permission_mode"),
    duration: columnOf("duration_ms"),
    timeout: columnOf("timeout_ms"),
    length: columnOf("length"),
    isOpen: template.includes(HOLE + HOLES.rest),
  };
}

/** A text that stands in the template itself. */
function constantOf(template: string, member: string): unknown {
  const [, json] = new RegExp(String.raw`[{,]"${member}":("(?:[^"\\]|\\.)*")`, "u").exec(template) ?? [];
  return json === undefined ? undefined : JSON.parse(json);
}

function factsOf(row: StoredRow, kind: KindFacts): Facts | undefined {
  const { at: millis, subAgent: agentId, place, key } = row;
  const { type, automated, action, pace, permissionMode } = kind;
  // Written out, for millions of them: spreading takes ten times as long.
  const facts: Facts = {
    id: "",
    type,
    millis,
    automated,
    agentId,
    cwd: place.cwd,
    branch: place.branch,
    key: row.kind.form === ID_FORM.foreign ? keyOf(key, type, new Date(millis).toISOString()) : key,
    duration: kind.duration === undefined ? undefined : row[kind.duration],
    timeout: kind.timeout === undefined ? undefined : row[kind.timeout],
    length: kind.length === undefined ? undefined : row[kind.length],
    action,
    pace,
    permissionMode,
  };
  if (!kind.isOpen) return facts;
  const isWhole = row.kind.template === WHOLE;
  const members = parseObject(isWhole ? (row.rest ?? "") : `{${row.rest ?? ""}}`);
  if (members === undefined) return undefined;
  const isUse = kind.type === "agent_tool_use";
  const text = (field: string) => (typeof members[field] === "string" ? members[field] : undefined);
  return {
    ...facts,
    duration: members["duration_ms"] ?? facts.duration,
    timeout: members["timeout_ms"] ?? facts.timeout,
    length: members["length"] ?? facts.length,
    action: members["action"] ?? facts.action,
    pace: isUse ? paceOf(members["tool"] ?? kind.tool, members["tool_kind"] ?? kind.toolKind) : undefined,
    permissionMode: members["permission_mode"] ?? facts.permissionMode,
    automated: facts.automated || members["automated"] === true,
    ...(isWhole ? { agentId: text("agent_id"), cwd: text("cwd"), branch: text("git_branch") } : undefined),
  };
}
