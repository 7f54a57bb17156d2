/** Which days stand out beside the past of their agent, and which do not. */
import { describe, expect, it } from "vitest";
import { anomaliesIn } from "../../../src/export/counts/anomalies.ts";
import type { Series } from "../../../src/export/counts/series.ts";
import { afterDay, dayOf, nameOf, year, type Totals } from "../../support/random/counted-years.ts";
import { times } from "../../support/shares.ts";

/** The series after days of work; `undefined` is a day without any. */
function series(
  days: readonly (Readonly<Record<string, Totals>> | undefined)[],
  before: Series = {},
  from = 0,
): Series {
  let all = before;
  for (const [at, found] of days.entries()) if (found !== undefined) all = afterDay(all, from + at, found);
  return all;
}

const usual = { codex: dayOf(1000) };
/** Four weeks, with free weekends. */
const PAST = 28;
const past = series(Array.from({ length: PAST }, (_, day) => (day % 7 < 5 ? usual : undefined)));
const told = (days: Series, day: number) => anomaliesIn(days, nameOf(day)).map(({ kind, what }) => `${kind}: ${what}`);
const after = (...days: readonly (Readonly<Record<string, Totals>> | undefined)[]) =>
  told(series(days, past, PAST), PAST + days.length - 1);

describe("nothing stands out", () => {
  it("in usual days, on weekends, in a holiday of two weeks and after it", () => {
    expect(after(usual, usual, usual)).toEqual([]);
    for (let day = PAST; day < PAST + 14; day++) expect(told(past, day)).toEqual([]);
    expect(after(...Array.from({ length: 16 }, () => undefined), usual)).toEqual([]);
  });

  it("in a day that is four times as busy as any before", () => {
    expect(after({ codex: dayOf(4000) })).toEqual([]);
  });

  it("as long as there are not ten days to compare with", () => {
    const short = series(Array.from({ length: 9 }, () => usual));
    expect(told(series([{ codex: dayOf(90_000) }], short, 9), 9)).toEqual([]);
  });

  it("in a few lines that are broken, and in copies and events that are left out on purpose", () => {
    const totals = dayOf(1000, { malformed: 3 });
    expect(after({ codex: totals })).toEqual([]);
    expect(
      after({ codex: { ...totals, skipped: { ...totals.skipped, copied: 900, excluded: 900 } } as Totals }),
    ).toEqual([]);
  });

  it("in what was found after a break, which is of several days", () => {
    const days = series(
      Array.from({ length: 9 }, () => undefined),
      past,
      PAST,
    );
    const late = afterDay(days, PAST + 9, { codex: dayOf(1) });
    expect(told(late, PAST + 9)).toEqual([]);
  });
});

describe("a spike is", () => {
  it("a day with more than five times the events of the busiest before", () => {
    expect(after({ codex: dayOf(6000) })).toEqual([
      "spike: 1,500 events on a day (at most 250 before) in the last 3 days, far more than in the past",
    ]);
  });

  it("many lines that are no records", () => {
    expect(after({ codex: dayOf(1000, { malformed: 80 }) })).toEqual([
      "spike: 80 of 1,000 new lines were skipped as malformed in the last 3 days, far more than in the past",
    ]);
  });

  it("a value that was unknown before, in far more lines; a new one is told by another warning", () => {
    const value = (count: number) => ({ codex: { ...dayOf(1000), unknown: { type: { frame: count } } } });
    expect(after(value(200))).toEqual([]);
    expect(after(value(2), undefined, undefined, value(200))).toEqual([
      "spike: 200 of 1,000 new lines have the unknown type 'frame' in the last 3 days, far more than in the past",
    ]);
  });

  it("no longer told when three days have passed", () => {
    const spiked = series([{ codex: dayOf(6000) }], past, PAST);
    expect([0, 1, 2, 3].map((days) => told(spiked, PAST + days).length)).toEqual([1, 1, 1, 0]);
  });
});

describe("a silence is", () => {
  const changed = (change: Readonly<Record<string, number>>) => ({ codex: dayOf(1000, change) });

  it("a type of events that no longer comes, though lines do", () => {
    expect(after(...Array.from({ length: 3 }, () => changed({ user_message: 0 })))).toEqual([
      "silence: no user_message came of 3,000 new lines in the last 3 days, where by its past some 90 would have",
    ]);
  });

  it("one line where no event at all comes", () => {
    const none = changed({ user_message: 0, agent_tool_use: 0, agent_turn: 0 });
    expect(after(none, none, none)).toEqual([
      "silence: no event came of 3,000 new lines in the last 3 days, where by its past some 750 would have",
    ]);
  });

  it("told of no type that is no longer asked for, and of none in a few lines", () => {
    const days = series(
      Array.from({ length: 3 }, () => changed({ user_message: 0 })),
      past,
      PAST,
    );
    const { codex } = days;
    expect(codex).toBeDefined();
    const asked = { codex: { ...codex, types: "agent_tool_use,agent_turn" } } as Series;
    expect(told(asked, PAST + 2)).toEqual([]);
    expect(after({ codex: dayOf(500, { user_message: 0 }) })).toEqual([]);
  });

  it("an agent that nobody hears of while others work, for two weeks", () => {
    const both = { codex: dayOf(1000), pi: dayOf(500) };
    const days = Array.from({ length: 60 }, (_, day) => (day < 28 ? both : { codex: dayOf(1000) }));
    const quiet = (upTo: number) => told(series(days.slice(0, upTo + 1)), upTo);
    expect(quiet(34)).toEqual([]);
    expect(quiet(35)).toEqual([
      "silence: nothing new was in its logs for 8 days, longer than ever in the days that are known: are they still " +
        "where they are looked for?",
    ]);
    expect(quiet(48)).toHaveLength(1);
    expect(quiet(49)).toEqual([]);
  });

  it("an agent alone that is quiet for longer than a holiday", () => {
    const last = PAST - 3;
    expect(told(past, last + 21)).toEqual([]);
    expect(told(past, last + 22)).toHaveLength(1);
  });
});

describe("years of work with weekends, holidays and busy days", () => {
  it("give less than one false alarm a year", () => {
    const habits = [
      { agent: "codex", weekday: 0.95, weekend: 0.1, lines: 3000 },
      { agent: "pi", weekday: 0.4, weekend: 0.05, lines: 500 },
    ];
    const seeds = times(1);
    let alarms = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      let days: Series = {};
      let before = new Set<string>();
      for (const [day, found] of [...year(seed, habits)].entries()) {
        days = afterDay(days, day, found);
        const now = new Set(anomaliesIn(days, nameOf(day)).map(({ kind, agent }) => `${kind} ${agent}`));
        alarms += [...now].filter((each) => !before.has(each)).length;
        before = now;
      }
    }
    expect(alarms).toBeLessThanOrEqual(seeds);
  });
});
