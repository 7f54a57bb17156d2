import type { Area } from "../mutation.ts";

const human = "src/hours/human/human.ts";
const band = "src/hours/human/band.ts";
const union = "src/hours/union.ts";
const calendar = "src/hours/calendar.ts";
const arrange = "src/hours/activities/arrange.ts";

/** From events to hours. */
export const hours: Area = {
  name: "hours",
  tests: [
    "arrange",
    "human/band",
    "calendar",
    "agent/covered",
    "human/human",
    "report/people",
    "report/report",
    "union",
  ].map((name) => `test/hours/${name}.test.ts`),
  mutations: [
    {
      file: human,
      from: "Math.min(until, first.at + attention, now < first.at ? Infinity : now)",
      to: "Math.min(until, first.at + attention)",
    },
    { file: human, from: "Math.min(until, first.at + attention,", to: "Math.min(first.at + attention," },
    { file: human, from: "return this.#credited(Infinity);", to: "return [];" },
    {
      file: human,
      from: "if (timeline === undefined) people.set(person,",
      to: "if (timeline === undefined) people.set(undefined,",
    },
    { file: "src/hours/human/human-rules.ts", from: "isInput && (automated || !activity.automated)", to: "isInput" },
    { file: band, from: "Math.max(act.at - seconds, before?.at ?? -Infinity)", to: "act.at - seconds" },
    { file: band, from: "act.at - before.at <= most_pause.s)", to: "act.at - before.at < most_pause.s)" },
    { file: band, from: "    work.told = 0;\n", to: "" },
    { file: band, from: "    work.end = undefined;\n", to: "" },
    { file: band, from: 'if (agentId === undefined && type === "agent_message")', to: 'if (type === "agent_message")' },
    {
      file: band,
      from: "const start = Math.max(use.at, allowed - BAND_CONSTANTS.most_waiting.s);",
      to: "const start = use.at;",
    },
    { file: band, from: 'use.pace === "wait" || use.isFree) return [];', to: 'use.pace === "wait") return [];' },
    {
      file: arrange,
      from: "if ((facts === undefined && !isTaken) || seen.has(event.id)) continue;",
      to: "if (facts === undefined && !isTaken) continue;",
    },
    { file: arrange, from: "cwd === undefined || cwd === place.cwd ? place.branch : undefined", to: "place.branch" },
    {
      file: arrange,
      from: "for (const earlier of known.homeless.splice(0)) earlier.place = rehoused(earlier.place, known.place);",
      to: "known.homeless.splice(0);",
    },
    {
      file: arrange,
      from: "compare(a.timestamp, b.timestamp) || compare(withoutMachine(a.id), withoutMachine(b.id)) || compare(a.id, b.id)",
      to: "compare(a.timestamp, b.timestamp)",
    },
    { file: arrange, from: 'new Set(["bypassPermissions", "never"])', to: 'new Set(["bypassPermissions"])' },
    { file: union, from: "last.end = Math.max(last.end, end)", to: "last.end = end" },
    { file: union, from: "start > last.end) merged", to: "start >= last.end) merged" },
    { file: union, from: "if (other.start > start) left.push", to: "left.push" },
    { file: union, from: "<= moment) low = middle + 1", to: "< moment) low = middle + 1" },
    { file: calendar, from: "while (isToday(start - QUARTER)) start -= QUARTER;", to: "" },
    {
      file: calendar,
      from: "const to = Math.min(end, day.end > from ? day.end : from + 86_400);",
      to: "const to = day.end > from ? day.end : from + 86_400;",
    },
    {
      file: calendar,
      from: "from + 3600 - (local.minute * 60 + local.second)",
      to: "from + 3600",
    },
    {
      file: calendar,
      from: "[...new Calendar(zone).cut(window)].every(",
      to: "[...new Calendar(zone).cut(window)].some(",
    },
    { file: calendar, from: "if (!isChanged(next - 1)) return next;", to: "return next;" },
  ],
};
