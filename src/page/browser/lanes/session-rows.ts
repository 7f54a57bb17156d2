import type { Span } from "../../../hours/slice.ts";
import { printable } from "../../../lib/text/printable.ts";
import { hoursOf } from "./clock.ts";
import { el } from "../dom.ts";
import type { ListedRow } from "./lane-list.ts";
import { lanesOf, ROOMY } from "./lanes.ts";
import type { Day, Slice } from "../model/model.ts";
import { dateText } from "../text.ts";

/** A row for each session of a day, by when they began. */
export function sessionRows(slices: readonly Slice[], day: Day): readonly ListedRow[] {
  const ofDay = slices.filter((slice) => slice.day === day);
  const span = sessionSpan(slices, day);
  const sessions = Map.groupBy(ofDay, ({ stretch: { subject } }) =>
    JSON.stringify([subject.agent, subject.session, subject.machine]),
  );
  return [...sessions.values()].map((members) => {
    const [first] = members;
    const { agent = "", session: id = "" } = first?.stretch.subject ?? {};
    const session = printable(id);
    const projects = [...new Set(members.map(({ stretch }) => stretch.subject.project))].join(", ");
    return {
      day,
      span,
      row: lanesOf(members, ROOMY),
      head: el(
        "div",
        { class: "row-head", title: `${agent} ${session}` },
        el("span", {}, projects),
        el("code", { class: "clocks" }, session.slice(0, 8)),
      ),
      label: `${dateText(day.date)}, session ${session} of ${agent}, ${projects}`,
    };
  });
}

/** From the hour of the first to the hour of the last that was done on a day. */
export function sessionSpan(slices: readonly Slice[], day: Day): Span {
  const ofDay = slices.filter((slice) => slice.day === day);
  const first = Math.min(...ofDay.map(({ start }) => start));
  const last = Math.max(...ofDay.map(({ end }) => end));
  if (ofDay.length === 0) return day;
  const hours = hoursOf(day).map(({ at }) => at);
  return {
    start: hours.findLast((at) => at <= first) ?? day.start,
    end: hours.find((at) => at >= last) ?? day.end,
  };
}
