import type { Area } from "./mutation.ts";

const human = "src/hours/human/human.ts";
const union = "src/hours/union.ts";
const calendar = "src/hours/calendar.ts";
const money = "src/hours/report/money.ts";
const project = "src/hours/projects/project.ts";

/** From events to hours. */
export const hours: Area = {
  name: "hours",
  tests: ["test/hours"],
  mutations: [
    {
      file: human,
      from: "Math.min(until, first.at + attention, now < first.at ? Infinity : now)",
      to: "Math.min(until, first.at + attention)",
    },
    { file: human, from: "Math.min(until, first.at + attention,", to: "Math.min(first.at + attention," },
    { file: human, from: "return this.#credited(Infinity);", to: "return [];" },
    { file: "src/hours/human/human-rules.ts", from: "isInput && (automated || !activity.automated)", to: "isInput" },
    {
      file: "src/hours/agent/agent.ts",
      from: "sessions.get(activity.session.key)",
      to: "sessions.get(activity.session.key.slice(0, 1))",
    },
    { file: union, from: "last.end = Math.max(last.end, end)", to: "last.end = end" },
    { file: union, from: "start > last.end) merged", to: "start >= last.end) merged" },
    { file: union, from: "if (other.start > start) left.push", to: "left.push" },
    { file: union, from: "<= moment) low = middle + 1", to: "< moment) low = middle + 1" },
    { file: "src/hours/report/rounding.ts", from: "Math.floor(steps + 0.5)", to: "Math.floor(steps)" },
    { file: calendar, from: "while (isToday(start - QUARTER)) start -= QUARTER;", to: "" },
    {
      file: calendar,
      from: "const to = Math.min(end, day.end > from ? day.end : from + 86_400);",
      to: "const to = day.end > from ? day.end : from + 86_400;",
    },
    { file: money, from: "(2 * billed * rate + 3600) / 7200", to: "(2 * billed * rate) / 7200" },
    {
      file: money,
      from: "const billed = rounded(seconds, asked ?? rounding);",
      to: "const billed = rounded(seconds, rounding ?? asked);",
    },
    { file: project, from: "if (length >= names.length - 1) continue;", to: "if (length >= 0) continue;" },
    { file: project, from: '.replace(HOME, "~")', to: "" },
  ],
};
