import { csvLine } from "../../lib/text/csv.ts";
import { printable } from "../../lib/text/printable.ts";
import { BAND } from "../human/human-rules.ts";
import type { Report, ReportRequest } from "../report/figures.ts";
import { moneyText } from "../report/money.ts";
import { currenciesOf } from "./amounts.ts";
import { memberOf, parameters } from "./parameters.ts";
import { spentCells, spentNames } from "./spending/data.ts";

function textOf(amount: number | undefined, currency: string): string {
  return amount === undefined ? "" : moneyText(amount, currency);
}

/** A report as CSV: decimal hours and exact seconds, and what it was made with in every line. */
export function csvView({ rows, total }: Report, request: ReportRequest): string {
  const currencies = request.amounts === true ? currenciesOf({ total }) : [];
  const { tokens } = request;
  // What is the same for ever says nothing in each line.
  const { by, constants: _constants, recorded: _recorded, only, ...values } = parameters(request, total.spending);
  const rest = { ...values, ...(only === undefined ? undefined : { only: JSON.stringify(only) }) };
  const columns = ["human", "agent", "union", ...(request.band === true ? BAND.map(memberOf) : [])];
  const head = [
    ...by,
    ...columns.map((name) => `${name}_hours`),
    ...columns.map((name) => `${name}_s`),
    ...currencies.map((currency) => `amount_${currency}`),
    ...(tokens === undefined ? [] : spentNames(tokens)),
  ];
  return [
    csvLine([...head, ...Object.keys(rest)]),
    ...rows.map(({ names, human, agent, union, band, amounts, spending }) => {
      const numbers = [human, agent, union, ...(band === undefined ? [] : BAND.map((rule) => band[rule]))];
      const hours = numbers.map((seconds) => (seconds / 3600).toFixed(4));
      return csvLine([
        ...names.map(printable),
        ...hours,
        ...numbers,
        // What has no rate has no amount, which is not the same as nothing to pay.
        ...currencies.map((currency) => textOf(amounts.get(currency), currency)),
        ...(tokens === undefined ? [] : spentCells(spending, tokens)),
        ...Object.values(rest).map(String),
      ]);
    }),
  ].join("");
}
