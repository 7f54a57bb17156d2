import { moneyText } from "../../hours/report/money.ts";
import type { Rounding } from "../../hours/report/rounding.ts";
import { changedParameters, changesOf, type Change } from "../../hours/statement/changes.ts";
import { amountsOf, type Statement, type StatementLine } from "../../hours/statement/statement.ts";
import { csvLine } from "../../lib/text/csv.ts";
import { clockText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";

/** A statement as a table: a line a day and project, then the total. */
export function statementTable({ lines, total }: Statement): readonly string[] {
  const figures = (line: Figures, of = billedOf) => [...hoursOf(line), ...of(line), amountsOf(line.amounts)];
  const head = ["day", "project", "human", "agent", "union"];
  const cells = [
    [...head, ...(total.billed === undefined ? [] : ["billed", "rate"]), "amount"],
    ...lines.map((line) => [line.day, printable(line.project), ...figures(line)]),
    ["total", "", ...figures(total, billedInAll)],
  ];
  const widths = cells[0]?.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0))) ?? [];
  return cells.map((row) =>
    row
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

type Figures = Statement["total"];
type Billed = NonNullable<Figures["billed"]>[number];

function hoursOf({ human_s, agent_s, union_s }: Figures): readonly string[] {
  return [human_s, agent_s, union_s].map(clockText);
}

/** What was billed, and at which rates, in the same order; nothing of a statement that was kept before it was told. */
function billedOf({ billed }: Figures): readonly string[] {
  return billed === undefined ? [] : [billed.map(timeText).join(", "), billed.map(rateText).join(", ")];
}

/** The same of a total: how much of which time, and the rate where it is one. */
function billedInAll({ billed }: Figures): readonly string[] {
  if (billed === undefined) return [];
  const times = [...Map.groupBy(billed, ({ time }) => time).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : { ...first, seconds: others.reduce((sum, { seconds }) => sum + seconds, first.seconds) },
  );
  const rates = new Set(billed.map(rateText));
  return [times.map(timeText).join(", "), rates.size === 1 ? [...rates].join("") : ""];
}

function timeText({ time, seconds }: Billed): string {
  return `${time} ${clockText(seconds)}`;
}

function rateText({ rate, currency }: Billed): string {
  return `${moneyText(rate, currency)} ${currency}`;
}

/** By what the billed time of a statement was rounded. */
export function roundingsOf({ total: { billed = [] } }: Statement): readonly (Rounding | undefined)[] {
  return billed.map(({ round_s: step, round_direction: direction }) =>
    step === undefined || direction === undefined ? undefined : { step, direction },
  );
}

/** The same as CSV. */
export function statementCsv({ lines, total }: Statement): string {
  const currencies = Object.keys(total.amounts);
  const head = ["day", "project", "human_s", "agent_s", "union_s", ...currencies.map((code) => `amount_${code}`)];
  return [
    csvLine([...head, ...(total.billed === undefined ? [] : ["billed", "billed_s", "rate", "currency"])]),
    ...lines.map(({ day, project, human_s, agent_s, union_s, amounts, billed }) => {
      const money = currencies.map((code) => (amounts[code] === undefined ? "" : moneyText(amounts[code], code)));
      return csvLine([day, printable(project), human_s, agent_s, union_s, ...money, ...billedCells(billed)]);
    }),
  ].join("");
}

/** Several rates of a day are in one cell, in the same order. */
function billedCells(billed: Figures["billed"]): readonly string[] {
  if (billed === undefined) return [];
  const cell = (of: (each: Billed) => string) => billed.map(of).join(" + ");
  return [
    cell(({ time }) => time),
    cell(({ seconds }) => String(seconds)),
    cell(({ rate, currency }) => moneyText(rate, currency)),
    cell(({ currency }) => currency),
  ];
}

/** What would be otherwise now, a line each. */
export function differencesOf(kept: Statement, now: Statement): readonly string[] {
  const changes = changesOf(kept, now);
  const rules = changedParameters(kept, now);
  const isSame = kept.events_sha256 === now.events_sha256;
  if (changes.length === 0 && rules.length === 0 && isSame) return ["nothing has changed since"];
  return [
    ...(isSame ? [] : [`its events are others now: ${kept.events} -> ${now.events}`]),
    ...rules.map((rule) => `counted otherwise now: ${rule}`),
    ...(changes.length === 0 ? ["its figures are the same all the same"] : changes.map(changeText)),
  ];
}

function changeText({ day, project, was, is }: Change): string {
  const text = (line: StatementLine | undefined) => {
    if (line === undefined) return "nothing";
    const { billed = [], amounts } = line;
    const terms = billed.map((each) => `${timeText(each)} at ${rateText(each)}`);
    const cells = [...hoursOf(line), amountsOf(amounts), terms.length === 0 ? "" : `(${terms.join(", ")})`];
    return cells.filter((cell) => cell !== "").join(" ");
  };
  return `${day} ${printable(project)}: ${text(was)} -> ${text(is)}`;
}
