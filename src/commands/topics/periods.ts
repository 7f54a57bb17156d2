import type { Topic } from "./topic.ts";

export const periodsTopic: Topic = [
  "Reports, explanations, intervals, pushes and the list of events take a period: whole days of one time zone ('--tz', by " +
    "default this machine's).",
  [
    ["today, yesterday", "one day"],
    ["week, last-week", "from Monday to Sunday, or from the day that '--week-start' names"],
    ["month, last-month", "a calendar month"],
    ["2026", "a year"],
    ["2026-02", "a month"],
    ["2026-W06", "a week as ISO 8601 counts them"],
    ["2026-02-03", "a day"],
    [
      "2026-02-01..2026-02-14",
      "from the first to the second, both included; the ends may also be months, weeks or words",
    ],
    ["feb, february", "the latest February that has begun"],
    ["q1", "the latest first quarter that has begun"],
  ],
  "In place of a period, '--since WHEN' and '--until WHEN' name moments. What happens exactly at '--since' is included, what " +
    "happens exactly at '--until' is not: for one day, '--until' is the day after. 'tt export', 'tt update' and 'tt events' " +
    "take them too.",
  [
    ["2026-02-03", "the beginning of that day"],
    ["2026-02-03T09:30", "a local time; with 'Z' or '+01:00' at the end, a time of that zone"],
    ["today, yesterday", "the beginning of that day"],
    ["36h, 7d, 2w", "so long before now"],
  ],
];
