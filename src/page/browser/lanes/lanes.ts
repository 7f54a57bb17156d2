import type { Slice } from "../model/model.ts";

/** A lane of a row: time of one person, of one agent, or of one session. */
export interface Lane {
  readonly label: string;
  readonly top: number;
  readonly height: number;
}

/** Where a slice is drawn. */
export interface Placed {
  readonly slice: Slice;
  readonly top: number;
  readonly height: number;
}

/** A row of lanes. */
export interface LaneRow {
  readonly lanes: readonly Lane[];
  /** In the order of time. */
  readonly placed: readonly Placed[];
  readonly height: number;
}

/** How high lanes are, in pixels. */
export interface LaneSizes {
  readonly human: number;
  readonly agent: number;
  /** The room for all sessions of one agent that run side by side. */
  readonly mostAgents: number;
}

/** Of a few rows, and of many. */
export const ROOMY: LaneSizes = { human: 22, agent: 12, mostAgents: 84 };
export const DENSE: LaneSizes = { human: 15, agent: 8, mostAgents: 48 };

const GAP = 5;
const PADDING = 9;

/**
 * The lanes of a day: the persons above, then the agents by name. What an agent did side by side is stacked, each second
 * in the first place that is free.
 */
export function lanesOf(slices: readonly Slice[], sizes: LaneSizes): LaneRow {
  const groups = Map.groupBy(slices, laneName);
  const lanes: Lane[] = [];
  const placed: Placed[] = [];
  let top = PADDING;
  for (const [name, members] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { places, count } = packed(members);
    const isHuman = name.startsWith("0");
    const step = isHuman ? sizes.human : Math.min(sizes.agent, sizes.mostAgents / count);
    for (const [slice, place] of places)
      placed.push({ slice, top: top + place * step, height: step - (step > 4 ? 1 : 0) });
    lanes.push({ label: labelOf(members[0]), top, height: count * step });
    top += count * step + GAP;
  }
  placed.sort((a, b) => a.slice.start - b.slice.start || a.top - b.top);
  return { lanes, placed, height: top - (lanes.length === 0 ? 0 : GAP) + PADDING };
}

/** Persons come before agents. */
function laneName({ stretch: { kind, subject } }: Slice): string {
  return kind === "human" ? `0 ${subject.person}` : `1 ${subject.agent}`;
}

function labelOf(slice: Slice | undefined): string {
  if (slice === undefined) return "";
  const { kind, subject } = slice.stretch;
  if (kind === "agent") return subject.agent;
  return subject.person.startsWith("(") ? "you" : subject.person;
}

/** Puts each slice, in the order of their beginnings, into the first place that is free by then. */
function packed(slices: readonly Slice[]): { readonly places: ReadonlyMap<Slice, number>; readonly count: number } {
  const free: number[] = [];
  const places = new Map<Slice, number>();
  for (const slice of [...slices].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const at = free.findIndex((end) => end <= slice.start);
    const place = at === -1 ? free.length : at;
    free[place] = slice.end;
    places.set(slice, place);
  }
  return { places, count: Math.max(1, free.length) };
}
