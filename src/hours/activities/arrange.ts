import { withoutMachine } from "../../events/machine-id.ts";
import { USER_ACTIONS } from "../../events/observation.ts";
import type { StoredEvent } from "../../events/stored-event.ts";
import {
  compare,
  isActivity,
  isLaterChange,
  type Activity,
  type ActivityType,
  type PersonOf,
  type Place,
  type Session,
} from "./activity.ts";
import { paceOf, type Pace } from "../agent/pace.ts";
import { USAGE_TYPE } from "../../spending/usage.ts";

const NOBODY: PersonOf = () => undefined;

/**
 * Events in their order, (timestamp, id without its machine), each once, with their sessions and places: the same for any order and
 * repetition of the input. What is no activity is passed over; `taken` gets what models took.
 */
export function arrange(
  events: Iterable<StoredEvent>,
  personOf: PersonOf = NOBODY,
  taken?: Taking,
): readonly Activity[] {
  const arranger = new Arranger(personOf);
  const activities: Activity[] = [];
  const seen = new Set<string>();
  for (const event of [...events].sort(byTime)) {
    const facts = factsOf(event);
    const isTaken = taken !== undefined && event.type === USAGE_TYPE;
    if ((facts === undefined && !isTaken) || seen.has(event.id)) continue;
    seen.add(event.id);
    const known = arranger.session(event.agent, event.session_id, event.machine_id);
    if (facts !== undefined) activities.push(arranger.take(known, facts));
    else taken?.add(known, event);
  }
  return activities;
}

/** What gets events of usage, with the sessions they belong to. */
interface Taking {
  add(known: Known, event: StoredEvent): void;
}

/** What hours need of an event. */
export interface Facts {
  readonly id: string;
  readonly type: ActivityType;
  /** Milliseconds since 1970. */
  readonly millis: number;
  readonly automated: boolean;
  readonly agentId: string | undefined;
  readonly cwd: string | undefined;
  readonly branch: string | undefined;
  /** Of the ID, what tells it apart: in a tool's use and in its result the call. */
  readonly key: string;
  /** What `duration_ms`, `timeout_ms`, `length`, `action` and `permission_mode` say. */
  readonly duration: unknown;
  readonly timeout: unknown;
  readonly length: unknown;
  readonly action: unknown;
  /** Of a tool's use. */
  readonly pace: Pace | undefined;
  readonly permissionMode: unknown;
}

function factsOf(event: StoredEvent): Facts | undefined {
  const { id, type, timestamp, cwd, git_branch: branch } = event;
  const millis = Date.parse(timestamp);
  if (!isActivity(type) || isLaterChange(type, event["action"]) || Number.isNaN(millis)) return undefined;
  return {
    id,
    type,
    millis,
    automated: event["automated"] === true,
    agentId: typeof event["agent_id"] === "string" ? event["agent_id"] : undefined,
    cwd,
    branch,
    key: keyOf(id, type, timestamp),
    duration: event["duration_ms"],
    timeout: event["timeout_ms"],
    length: event["length"],
    action: event["action"],
    pace: type === "agent_tool_use" ? paceOf(event["tool"], event["tool_kind"]) : undefined,
    permissionMode: event["permission_mode"],
  };
}

/** What an ID has beyond source, type and time; of somebody else's ID the whole. */
export function keyOf(id: string, type: string, timestamp: string): string {
  const before = `:${type}:${timestamp}:`;
  const at = id.indexOf(before);
  return at === -1 ? id : id.slice(at + before.length);
}

/** Gives events that come in their order their places. */
export class Arranger {
  readonly #personOf: PersonOf;
  readonly #sessions = new Map<string, Known>();

  constructor(personOf: PersonOf = NOBODY) {
    this.#personOf = personOf;
  }

  session(agent = UNKNOWN, id = UNKNOWN, machine?: string): Known {
    const key = JSON.stringify([machine ?? null, agent, id]);
    let known = this.#sessions.get(key);
    if (known === undefined) {
      known = {
        session: { key, agent, id, machine, person: this.#personOf(machine) },
        place: NOWHERE,
        homeless: [],
        isFree: false,
      };
      this.#sessions.set(key, known);
    }
    return known;
  }

  /** Where a session is with what happens now. */
  placed(known: Known, said: Pick<Facts, "cwd" | "branch">): Place {
    return (known.place = placeOf(said, known));
  }

  take(known: Known, facts: Facts): Activity {
    this.placed(known, facts);
    const { id, type, millis, automated, agentId } = facts;
    if (type === "user_message" && typeof facts.permissionMode === "string")
      known.isFree = UNASKED.has(facts.permissionMode);
    const isUse = type === "agent_tool_use";
    const isResult = type === "agent_tool_result";
    const activity = {
      id,
      type,
      at: Math.floor(millis / 1000),
      turnStart: turnStart(facts),
      automated,
      agentId,
      session: known.session,
      place: known.place,
      action: type === "user_action" ? USER_ACTIONS.find((name) => name === facts.action) : undefined,
      pace: facts.pace,
      isFree: isUse && known.isFree,
      call: isUse || isResult ? callOf(facts.key) : undefined,
      timeout: isUse ? secondsOf(facts.timeout) : undefined,
      ran: isResult ? secondsOf(facts.duration) : undefined,
      length: isUse || isResult ? undefined : numberOf(facts.length),
    };
    if (known.place.cwd === undefined) known.homeless.push(activity);
    else if (known.homeless.length > 0)
      for (const earlier of known.homeless.splice(0)) earlier.place = rehoused(earlier.place, known.place);
    return activity;
  }
}

function byTime(a: StoredEvent, b: StoredEvent): number {
  // What one machine has of a session comes in the same order when several have parts of it.
  return (
    compare(a.timestamp, b.timestamp) || compare(withoutMachine(a.id), withoutMachine(b.id)) || compare(a.id, b.id)
  );
}

/** Modes in which tools run without a question: of Claude Code and of Codex. */
const UNASKED: ReadonlySet<string> = new Set(["bypassPermissions", "never"]);

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}

function secondsOf(millis: unknown): number | undefined {
  const number = numberOf(millis);
  return number === undefined ? undefined : Math.ceil(number / 1000);
}

/** 32 bits of a key (FNV-1a), which are enough to tell the calls of one session apart. */
function callOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash;
}

function turnStart({ type, duration, millis: end }: Facts): number | undefined {
  if (type !== "agent_turn" || typeof duration !== "number" || !(duration >= 0)) return undefined;
  return Math.floor((end - duration) / 1000);
}

/** A session, and where it is. */
export interface Known {
  readonly session: Session;
  place: Place;
  /** What happened before the session said where it is: it is given the first place that is known. */
  readonly homeless: { place: Place }[];
  /** Whether its prompts were sent in a mode in which nobody is asked for a permission. */
  isFree: boolean;
}

const NOWHERE: Place = { cwd: undefined, branch: undefined, root: undefined };
/** The agent, or the session, of an event that names none. */
export const UNKNOWN = "(unknown)";

/** The event's own place; what it does not say is as it was before. A branch is not taken along to another directory. */
export function placeOf({ cwd, branch }: Pick<Facts, "cwd" | "branch">, { place }: Pick<Known, "place">): Place {
  const at = cwd ?? place.cwd;
  const on = branch ?? (cwd === undefined || cwd === place.cwd ? place.branch : undefined);
  const root = place.root ?? cwd;
  // One object for as long as nothing changes: subjects are found by it.
  return at === place.cwd && on === place.branch && root === place.root ? place : { cwd: at, branch: on, root };
}

function rehoused({ branch }: Place, place: Place): Place {
  return branch === undefined ? place : { ...place, branch };
}
