import type { When } from "../projects/dimension.ts";
import type { Band } from "../human/human-rules.ts";
import { billOf, type Bill, type Billed } from "./money.ts";
import type { Evidence, Span } from "../slice.ts";
import { UnionCounter, type SpanList } from "../span-list.ts";
import type { Hours } from "./figures.ts";
import { rounded, type Rounding } from "./rounding.ts";
import type { Subject } from "../projects/subject.ts";
import { union } from "../union.ts";
import { spend, type Spending, type Spent } from "../../spending/spending.ts";

/** What is counted on its own. */
export type Kind = "human" | "agent" | Band;

/** What one day gave for one subject. */
export interface Cell extends When {
  readonly subject: Subject;
  readonly spans: Readonly<Record<Kind, SpanList>>;
  readonly knownBy: Record<Evidence, number>;
  /** What models took. */
  readonly spending: Map<string, Spent>;
}

/** When it was done, and what it was done with. */
export interface Work {
  readonly spans: Readonly<Record<Billed, readonly Span[]>>;
  readonly branches: readonly string[];
  readonly agents: readonly string[];
}

export function nothingKnown(): Record<Evidence, number> {
  return { recorded: 0, observed: 0, estimated: 0, prompts: 0, window: 0 };
}

export function knownIn(cells: readonly Cell[]): Record<Evidence, number> {
  const sum = nothingKnown();
  for (const { knownBy } of cells) for (const by of Object.keys(sum) as Evidence[]) sum[by] += knownBy[by];
  return sum;
}

/** By model; `undefined` where nothing is known. */
export function spendingIn(cells: readonly Cell[]): Spending | undefined {
  const sum = new Map<string, Spent>();
  for (const { spending } of cells) for (const [model, spent] of spending) spend(sum, model, spent);
  return sum.size === 0 ? undefined : sum;
}

export function bandOf(of: (rule: Band) => number): Record<Band, number> {
  return { "hands-on": of("hands-on"), engaged: of("engaged"), attended: of("attended") };
}

/** Of a project on several machines any directory will do, but it is always the same. */
export function directoryOf(cells: readonly Cell[]): string | undefined {
  return cells
    .flatMap(({ subject }) => subject.known?.directory ?? [])
    .sort()
    .at(0);
}

/** What is rounded and billed as one: a person's day of a project. */
function dayOf({ date, subject: { project, client, tags, person } }: Cell): readonly string[] {
  return [date, project ?? "", client ?? "", tags.join(", "), person ?? ""];
}

/** The same, by what it costs: entries of one name may have several rates. */
export function billedOf(cell: Cell): readonly string[] {
  return [...dayOf(cell), JSON.stringify(cell.subject.billing ?? null)];
}

export function namesIn(cells: readonly Cell[], name: (subject: Subject) => string | undefined): readonly string[] {
  return [...new Set(cells.map(({ subject }) => name(subject)))].filter((known) => known !== undefined).sort();
}

export function workIn(cells: readonly Cell[]): Work {
  const spans = (kind: Kind) => cells.flatMap((cell) => [...cell.spans[kind]]);
  return {
    spans: { human: spans("human"), agent: spans("agent"), union: union(spans("agent")) },
    branches: namesIn(cells, ({ branch }) => branch),
    agents: namesIn(cells, ({ agent }) => agent),
  };
}

/** By rate and by currency: of what has no rate nothing. Currencies are never added. */
export function billed(cells: readonly Cell[], rounding: Rounding | undefined): Pick<Hours, "bills" | "amounts"> {
  const bills = new Map<string, Bill>();
  const sums = new Map<string, number>();
  for (const [, members] of grouped(cells, billedOf)) {
    const billing = members[0]?.subject.billing;
    if (billing === undefined) continue;
    const { bill } = billing;
    const time = bill === "union" ? unionOf(members) : members.reduce((all, { spans }) => all + spans[bill].seconds, 0);
    const { by, seconds, minor } = billOf(time, billing, rounding);
    const key = JSON.stringify(by);
    const { seconds: before, minor: sum } = bills.get(key) ?? { seconds: 0, minor: 0 };
    bills.set(key, { by, seconds: before + seconds, minor: sum + minor });
    sums.set(by.currency, (sums.get(by.currency) ?? 0) + minor);
  }
  return { bills: inOrder(bills).map(([, bill]) => bill), amounts: new Map(inOrder(sums)) };
}

function inOrder<Value>(named: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1));
}

export function hours(
  cells: readonly Cell[],
  rounding: Rounding | undefined,
  band: boolean,
): Omit<Hours, "amounts" | "bills"> {
  const spent = (kind: Kind) =>
    grouped(cells, dayOf).reduce(
      (sum, [, members]) =>
        sum +
        rounded(
          members.reduce((all, cell) => all + cell.spans[kind].seconds, 0),
          rounding,
        ),
      0,
    );
  return {
    human: spent("human"),
    agent: spent("agent"),
    union: unionOf(cells),
    band: band ? bandOf(spent) : undefined,
  };
}

export function unionOf(cells: readonly Cell[]): number {
  const counter = new UnionCounter();
  // Day by day: no span reaches into the next, and what is made on the way stays small.
  const days = Map.groupBy(cells, ({ date }) => date).values();
  return [...days].reduce((sum, ofDay) => sum + counter.seconds(ofDay.map(({ spans }) => spans.agent)), 0);
}

export function grouped(
  cells: readonly Cell[],
  namesOf: (cell: Cell) => readonly string[],
): readonly (readonly [readonly string[], readonly Cell[]])[] {
  const groups = new Map<string, [readonly string[], Cell[]]>();
  for (const cell of cells) {
    const names = namesOf(cell);
    const key = JSON.stringify(names);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [names, [cell]]);
    else group[1].push(cell);
  }
  return [...groups.values()];
}
