import type { Activity, Session } from "../activities/activity.ts";
import { Covered } from "../agent/covered.ts";
import { resultCredit } from "../agent/credit.ts";
import { isHuman, type Band } from "./human-rules.ts";
import type { TimeSlice, Why } from "../slice.ts";

/** What the band goes by; every report that shows it is printed with these figures. */
export const BAND_CONSTANTS = {
  typing: { per_s: 3.5, why: "characters: 52 words a minute (Dhakal et al. 2018), with pauses to think" },
  most_typing: { s: 180, why: "what would take longer to type was pasted" },
  reading: { per_s: 20, why: "characters: 238 words a minute (Brysbaert 2019)" },
  most_reading: { s: 60, why: "what would take longer to read was skimmed" },
  decision: { s: 5, why: "an answer, an approval, a rejection, an interrupt or a command" },
  most_waiting: { s: 300, why: "from the agent's end to the prompt or decision that follows it" },
  most_pause: { s: 900, why: "between two prompts or actions: WakaTime's default" },
} as const;

/** What an agent did in a session since the person last did something there. */
interface Work {
  /** Its last sign. */
  end: number | undefined;
  /** UTF-8 bytes of its answers. */
  told: number;
  /** Tools at work, by their calls. */
  readonly uses: Map<number, Activity>;
}

/**
 * A person's time as a lower, a middle and an upper figure, each of which holds the one before: `hands-on`, typing and
 * reading and deciding; `engaged`, also what lies between the agent's end and the prompt or decision that follows;
 * `attended`, also everything between acts that are close to each other.
 */
export class BandTime {
  readonly #band: Band;
  readonly #automated: boolean;
  readonly #covered = new Covered();
  readonly #work = new Map<Session, Work>();
  #before: Activity | undefined;

  constructor(band: Band, automated: boolean) {
    this.#band = band;
    this.#automated = automated;
  }

  take(activity: Activity): readonly TimeSlice[] {
    return isHuman(activity, this.#automated) ? this.#act(activity) : this.#watch(activity);
  }

  /** Nothing reaches beyond what was done last. */
  end(): readonly TimeSlice[] {
    return [];
  }

  #act(act: Activity): readonly TimeSlice[] {
    const work = this.#workOf(act);
    const before = this.#before;
    this.#before = act;
    const { most_waiting, most_pause } = BAND_CONSTANTS;
    const seconds = effort(act, work.told);
    const busy = Math.max(act.at - seconds, before?.at ?? -Infinity);
    const slices = this.#slices(busy, act.at, act, { of: seconds, reason: "effort" });
    if (this.#band !== "hands-on" && work.end !== undefined) {
      const why: Why = { of: act.at - work.end, reason: "wait" };
      slices.push(...this.#slices(Math.max(work.end, act.at - most_waiting.s), act.at, act, why));
    }
    if (this.#band === "attended" && before !== undefined && act.at - before.at <= most_pause.s)
      slices.push(...this.#slices(before.at, act.at, before, { of: act.at - before.at, reason: "pause" }));
    work.end = undefined;
    work.told = 0;
    if (act.type === "user_message") work.uses.clear();
    return slices;
  }

  /** A tool that was waited for longer than it can have worked was allowed by somebody. */
  #watch(activity: Activity): readonly TimeSlice[] {
    const { type, agentId, call, at, length = 0 } = activity;
    if (!type.startsWith("agent_") || type === "agent_session") return [];
    const work = this.#workOf(activity);
    const use = call === undefined ? undefined : work.uses.get(call);
    if (agentId === undefined) work.end = at;
    if (agentId === undefined && type === "agent_message") work.told += length;
    if (call !== undefined && type === "agent_tool_use") work.uses.set(call, activity);
    if (call === undefined || use === undefined || type !== "agent_tool_result") return [];
    work.uses.delete(call);
    if (this.#band === "hands-on" || use.pace === "agent" || use.pace === "wait" || use.isFree) return [];
    const allowed = at - resultCredit(use, activity);
    const start = Math.max(use.at, allowed - BAND_CONSTANTS.most_waiting.s);
    return this.#slices(start, allowed, activity, { of: allowed - use.at, reason: "dialog" });
  }

  #workOf({ session }: Activity): Work {
    let work = this.#work.get(session);
    if (work === undefined) this.#work.set(session, (work = { end: undefined, told: 0, uses: new Map() }));
    return work;
  }

  #slices(start: number, end: number, spentOn: Activity, why: Why): TimeSlice[] {
    return this.#covered.take({ start, end }).map((span) => ({ ...span, first: spentOn, spentOn, by: "prompts", why }));
  }
}

/** Seconds that an act took: a prompt the reading of what came before it and the typing. */
function effort({ type, length = 0 }: Activity, told: number): number {
  const { decision, typing, most_typing, reading, most_reading } = BAND_CONSTANTS;
  if (type !== "user_message") return decision.s;
  return (
    Math.min(most_typing.s, Math.ceil(length / typing.per_s)) +
    Math.min(most_reading.s, Math.ceil(told / reading.per_s))
  );
}
