import { seconds } from "../../../hours/slice.ts";
import { union } from "../../../hours/union.ts";
import type { AmountJson, BilledJson } from "../../document.ts";
import type { Model, Slice, Stretch } from "./model.ts";
import type { Filter, Grouping, State } from "./state.ts";
import { weekOf } from "../text.ts";

/** Seconds, and what they cost where that can be told. */
export interface Figures {
  readonly human: number;
  readonly agent: number;
  readonly union: number;
  readonly amounts: readonly AmountJson[];
}

export interface Row extends Figures {
  readonly names: readonly string[];
}

/** What is left of everything by the filters. */
export interface Chosen {
  readonly stretches: readonly Stretch[];
  readonly slices: readonly Slice[];
  readonly billed: readonly BilledJson[];
}

export function chosenOf(model: Model, state: State): Chosen {
  const stretches = new Set(
    model.stretches.filter(({ kind, subject }) => isOfKind(kind, state) && isAsked(subject, state)),
  );
  return {
    stretches: [...stretches],
    slices: model.slices.filter(({ stretch }) => stretches.has(stretch)),
    billed: model.billed.filter((row) => isAsked(row, state)),
  };
}

/** Whether something with these names is asked for; what has no such name is. */
export function isAsked(names: Readonly<Partial<Record<Filter, string>>>, state: State): boolean {
  const isIn = (name: string | undefined, asked: readonly string[]) =>
    asked.length === 0 || name === undefined || asked.includes(name);
  return (
    isIn(names.project, state.project) &&
    isIn(names.client, state.client) &&
    isIn(names.agent, state.agent) &&
    isIn(names.person, state.person)
  );
}

function isOfKind(kind: Stretch["kind"], state: State): boolean {
  return state.kind === "both" || state.kind === kind;
}

/**
 * Whether figures are rounded and have amounts: what one day gave for a project is rounded and billed as a whole, and an
 * agent's part of it is not.
 */
export function isBillable(state: State, by: Grouping | "total"): boolean {
  return state.agent.length === 0 && by !== "agent";
}

/** The groups of what is chosen. */
export function rowsOf(model: Model, state: State, chosen: Chosen, by: Grouping): readonly Row[] {
  const weekStart = model.document.detail.week_start;
  const groups = new Groups(model, state, by);
  for (const slice of chosen.slices) {
    const { project, client, agent } = slice.stretch.subject;
    groups.add(namesIn(by, { project, client, agent, day: slice.day.date, weekStart }), slice);
  }
  for (const row of chosen.billed) groups.bill(namesIn(by, { ...row, agent: "", weekStart }), row);
  return groups.rows();
}

/** All of what is chosen. */
export function totalOf(model: Model, state: State, chosen: Chosen): Figures {
  const groups = new Groups(model, state, "total");
  for (const slice of chosen.slices) groups.add([], slice);
  for (const row of chosen.billed) groups.bill([], row);
  return groups.rows()[0] ?? { human: 0, agent: 0, union: 0, amounts: [] };
}

interface Named {
  readonly project: string;
  readonly client: string;
  readonly agent: string;
  readonly day: string;
  readonly weekStart: number;
}

function namesIn(by: Grouping, { project, client, agent, day, weekStart }: Named): readonly string[] {
  const names = { project, client, agent, day, week: by === "week" ? weekOf(day, weekStart) : "" };
  return by.split(",").map((name) => (isName(name) ? names[name] : ""));
}

function isName(name: string): name is "project" | "client" | "agent" | "day" | "week" {
  return ["project", "client", "agent", "day", "week"].includes(name);
}

interface Group {
  readonly names: readonly string[];
  human: number;
  agent: number;
  readonly agents: Slice[];
  readonly amounts: Map<string, AmountJson>;
}

/** Adds up groups: human and agent time add up, of agents side by side the union counts each second once. */
class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #isRounded: boolean;
  readonly #isBilled: boolean;
  readonly #kind: State["kind"];

  constructor(model: Model, state: State, by: Grouping | "total") {
    const isBillable_ = isBillable(state, by);
    this.#isRounded = model.document.parameters.round_s !== undefined && isBillable_;
    this.#isBilled = isBillable_ && state.kind === "both";
    this.#kind = state.kind;
  }

  add(names: readonly string[], slice: Slice): void {
    const group = this.#group(names);
    const length = slice.end - slice.start;
    const { kind } = slice.stretch;
    if (kind === "agent") group.agents.push(slice);
    if (!this.#isRounded) group[kind] += length;
  }

  bill(names: readonly string[], { human_s, agent_s, amounts = [] }: BilledJson): void {
    if (!this.#isRounded && !this.#isBilled) return;
    const group = this.#group(names);
    if (this.#isRounded) {
      group.human += this.#kind === "agent" ? 0 : human_s;
      group.agent += this.#kind === "human" ? 0 : agent_s;
    }
    if (!this.#isBilled) return;
    for (const amount of amounts) group.amounts.set(amount.currency, added(group.amounts.get(amount.currency), amount));
  }

  rows(): readonly Row[] {
    return [...this.#groups.values()].map(({ names, human, agent, agents, amounts }) => ({
      names,
      human,
      agent,
      union: seconds(union(agents)),
      amounts: [...amounts.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    }));
  }

  #group(names: readonly string[]): Group {
    const key = JSON.stringify(names);
    let group = this.#groups.get(key);
    if (group === undefined)
      this.#groups.set(key, (group = { names, human: 0, agent: 0, agents: [], amounts: new Map() }));
    return group;
  }
}

/** Money is added in the smallest unit; how many digits a currency has, its amounts show. */
function added(sum: AmountJson | undefined, { currency, amount, minor }: AmountJson): AmountJson {
  const digits = amount.split(".")[1]?.length ?? 0;
  const all = (sum?.minor ?? 0) + minor;
  const text = String(all).padStart(digits + 1, "0");
  return { currency, minor: all, amount: digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}` };
}
