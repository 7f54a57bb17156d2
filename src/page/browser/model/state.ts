/** What the reader has chosen to see: kept in the fragment of the page's address, so that a view can be passed on. */

export const FILTERS = ["project", "client", "agent", "person"] as const;
export type Filter = (typeof FILTERS)[number];

export const KINDS = ["both", "human", "agent"] as const;
export type Kind = (typeof KINDS)[number];

export const GROUPINGS = ["project", "client", "day", "week", "agent", "day,project", "client,project"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const BARS = ["week", "day"] as const;

export type State = Readonly<Record<Filter, readonly string[]>> & {
  readonly kind: Kind;
  /** What the table has a row for each of. */
  readonly by: Grouping;
  /** A column of the table, with `-` before it from the most to the least; nothing for the usual order. */
  readonly sort: string;
  /** What the names of the table's rows must hold. */
  readonly find: string;
  /** The day that is seen session by session. */
  readonly day: string;
  readonly bars: (typeof BARS)[number] | "";
};

const EMPTY: State = {
  project: [],
  client: [],
  agent: [],
  person: [],
  kind: "both",
  by: "project",
  sort: "",
  find: "",
  day: "",
  bars: "",
};

/** The grouping of a report, if the table has it too: what its table has unless the reader chooses another. */
export function usualGrouping(by: readonly string[]): Grouping {
  return GROUPINGS.find((grouping) => grouping === by.join(",")) ?? EMPTY.by;
}

/** The state that a fragment says; what cannot be understood of it is passed over. */
export function stateIn(fragment: string, usual: Grouping = EMPTY.by): State {
  const said = new URLSearchParams(fragment.replace(/^#/, ""));
  const all = (name: Filter) => said.getAll(name);
  const text = (name: "sort" | "find" | "day") => said.get(name) ?? "";
  return {
    project: all("project"),
    client: all("client"),
    agent: all("agent"),
    person: all("person"),
    kind: KINDS.find((kind) => kind === said.get("kind")) ?? EMPTY.kind,
    by: GROUPINGS.find((grouping) => grouping === said.get("by")) ?? usual,
    sort: text("sort"),
    find: text("find"),
    day: text("day"),
    bars: BARS.find((bars) => bars === said.get("bars")) ?? "",
  };
}

/** The fragment that says a state: what is as usual is left away. */
export function fragmentOf(state: State, usual: Grouping = EMPTY.by): string {
  const said = new URLSearchParams();
  for (const name of FILTERS) for (const value of state[name]) said.append(name, value);
  for (const name of ["kind", "by", "sort", "find", "day", "bars"] as const)
    if (state[name] !== (name === "by" ? usual : EMPTY[name])) said.set(name, state[name]);
  return said.toString();
}

/** Whether anything is filtered. */
export function isFiltered(state: State): boolean {
  return state.kind !== "both" || FILTERS.some((name) => state[name].length > 0);
}
