import { clockText } from "../../lib/text/duration.ts";
import { el, type Child } from "./dom.ts";
import { isAsked, isBillable, totalOf } from "./model/figures.ts";
import { FILTERS, isFiltered, type State } from "./model/state.ts";
import type { Context, View } from "./model/view.ts";

type Figure = "human" | "agent" | "union";

const FIGURES: readonly (readonly [Figure, string, string])[] = [
  ["human", "Human", "your time, one timeline"],
  ["agent", "Agents", "sessions add up"],
  ["union", "Union", "at least one agent at work"],
];

/** The period, its sums, how they changed, and what was left out. */
export function headView({ model }: Context): View {
  const { parameters, detail } = model.document;
  const sums = el("dl", { class: "sums" });
  const scope = el("p", { class: "scope", "aria-live": "polite" });
  const element = el(
    "header",
    { class: "head" },
    el("p", { class: "eyebrow" }, "Hours"),
    el("h1", {}, detail.period),
    el("p", { class: "quiet" }, `Days of ${parameters.time_zone}`),
    sums,
    scope,
    ...detail.remarks.map((remark) => el("p", { class: "remark" }, remark)),
  );
  return {
    element,
    show(chosen, state) {
      const total = totalOf(model, state, chosen);
      const before = isFiltered(state) ? filteredBefore(model.before, state) : wholeBefore(model.before);
      sums.replaceChildren(
        ...FIGURES.map(([figure, label, meaning]) =>
          sum(label, clockText(total[figure]), `sum-${figure}`, changeText(total[figure], before?.[figure]) ?? meaning),
        ),
        ...total.amounts.map(({ currency, amount }) =>
          sum("Amount", `${amount} ${currency}`, "sum-amount", "by the rates"),
        ),
      );
      scope.textContent = scopeText(state, model.before, model.document.total.amounts !== undefined);
    },
  };
}

function sum(label: string, value: string, id: string, below: Child): HTMLElement {
  return el(
    "div",
    { class: "sum", "data-figure": id },
    el("dt", {}, label),
    el("dd", { class: "value" }, value),
    el("dd", { class: "change" }, below),
  );
}

type Sums = Readonly<Partial<Record<Figure, number>>>;
type Before = Context["model"]["before"];

/** Nothing to compare with where nothing was recorded. */
function isNothing(before: Before): boolean {
  return before !== undefined && before.human_s + before.agent_s === 0;
}

function wholeBefore(before: Before): Sums | undefined {
  if (before === undefined || isNothing(before)) return undefined;
  return { human: before.human_s, agent: before.agent_s, union: before.union_s };
}

/** The union of some is not known of the period before: only its sums are. */
function filteredBefore(before: Before, state: State): Sums | undefined {
  if (before === undefined || isNothing(before)) return undefined;
  const rows = before.rows.filter((row) => isAsked(row, state));
  const of = (kind: "human" | "agent") =>
    state.kind === "both" || state.kind === kind ? rows.reduce((all, row) => all + row[`${kind}_s`], 0) : undefined;
  return Object.fromEntries(
    Object.entries({ human: of("human"), agent: of("agent") }).filter(([, value]) => value !== undefined),
  );
}

/** `+1:20:00 (+12 %)`. */
function changeText(now: number, before: number | undefined): string | undefined {
  if (before === undefined) return undefined;
  if (now === before) return "no change";
  if (before === 0) return "none before";
  const sign = now > before ? "+" : "\u2212";
  const length = clockText(Math.abs(now - before));
  return `${sign}${length} (${sign}${Math.round((100 * Math.abs(now - before)) / before)} %)`;
}

function scopeText(state: State, before: Before, hasAmounts: boolean): string {
  const only = FILTERS.filter((name) => state[name].length > 0).map((name) => `${name} ${state[name].join(", ")}`);
  const kind = state.kind === "both" ? [] : [state.kind === "human" ? "human time" : "agent time"];
  return [
    [...kind, ...only].length === 0 ? undefined : `Only: ${[...kind, ...only].join("; ")}.`,
    before === undefined
      ? undefined
      : isNothing(before)
        ? `Nothing was recorded in the period before, ${before.period}.`
        : `Changes are against ${before.period}.`,
    hasAmounts && !(isBillable(state, "total") && state.kind === "both")
      ? "Amounts are of whole days of a project, not of an agent's or a person's part of them."
      : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(" ");
}
