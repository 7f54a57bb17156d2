import type { Area } from "../mutation.ts";

const money = "src/hours/report/money.ts";
const cells = "src/hours/report/cells.ts";
const sums = "src/hours/report/cell-sums.ts";
const rank = "src/hours/report/rank.ts";
const leftOut = "src/hours/report/left-out.ts";
const project = "src/hours/projects/project.ts";
const sameWork = "src/hours/statement/same-work.ts";
const spans = "src/hours/span-list.ts";
const worklog = "src/hours/worklog/worklog.ts";

/** What is told of hours. */
export const reports: Area = {
  name: "reports, money and worklogs",
  tests: [
    "report/left-out",
    "report/money",
    "report/people",
    "projects/project",
    "projects/work-directory",
    "report/report",
    "span-list",
    "statement/same-work",
    "worklog",
  ].map((name) => `test/hours/${name}.test.ts`),
  mutations: [
    { file: "src/hours/report/rounding.ts", from: "Math.floor(steps + 0.5)", to: "Math.floor(steps)" },
    { file: money, from: "(2 * seconds * by.rate + 3600) / 7200", to: "(2 * seconds * by.rate) / 7200" },
    {
      file: money,
      from: "rounding: asked ?? billing.rounding",
      to: "rounding: billing.rounding ?? asked",
    },
    { file: project, from: "if (length >= names.length - 1) continue;", to: "if (length >= 0) continue;" },
    { file: project, from: "belowHome(directory)", to: "directory" },
    {
      file: sums,
      from: "return [...dayOf(cell), JSON.stringify(cell.subject.billing ?? null)];",
      to: "return dayOf(cell);",
    },
    { file: sums, from: 'bill === "union" ? unionOf(members) :', to: 'bill !== "union" ? unionOf(members) :' },
    { file: cells, from: "if (what !== undefined) this.#knownBy[what]", to: "this.#knownBy[slice.by]" },
    { file: cells, from: "end: Math.min(slice.end, window.end) }", to: "end: slice.end }" },
    { file: sums, from: 'tags.join(", "), person ?? ""]', to: 'tags.join(", ")]' },
    {
      file: cells,
      from: "union: unionOf(cells),\n        band",
      to: "union: sum(({ union }) => union),\n        band",
    },
    { file: rank, from: "if (IN_TIME.has(dimension)) return byName;", to: "" },
    { file: rank, from: "row.names.slice(0, level + 1)", to: "row.names.slice(level, level + 1)" },
    { file: leftOut, from: "at < window.start || at >= window.end", to: "at < window.start || at > window.end" },
    { file: leftOut, from: "JSON.stringify([session.key, agentId])", to: "JSON.stringify([agentId])" },
    { file: leftOut, from: "if (!isAsked(subject, asked)) return;", to: "" },
    { file: leftOut, from: "machinesOfNobody: size > 1 ? size : 0", to: "machinesOfNobody: size" },
    {
      file: "src/hours/projects/work-directory.ts",
      from: "contains(project, entry) ? entry : project",
      to: "entry.length > project.length ? entry : project",
    },
    { file: sameWork, from: "calendar.dayCalled(day) ?? window", to: 'new Calendar("UTC").dayCalled(day) ?? window' },
    { file: sameWork, from: "isInSamePlace(a, b) && isOnSameMachine(a, b, isOfOthers)", to: "isInSamePlace(a, b)" },
    { file: worklog, from: ".filter((part) => part.spans.length > 0)", to: "" },
    { file: worklog, from: "seconds: handedOut[at] ?? 0", to: "seconds: weights[at] ?? 0" },
    { file: worklog, from: 'billing?.bill ?? "human"', to: '"human"' },
    {
      file: worklog,
      from: "bill?.seconds ?? rounded(time, request.rounding)",
      to: "rounded(time, request.rounding)",
    },
    {
      file: worklog,
      from: 'ISSUE.exec(branch ?? "")?.[0] ?? ISSUE.exec(project ?? "")?.[0]',
      to: 'ISSUE.exec(branch ?? "")?.[0]',
    },
    { file: worklog, from: "(?<![A-Za-z0-9])", to: "" },
    { file: spans, from: "until = Math.max(until, end);", to: "until = end;" },
    { file: spans, from: "if (room > this.#from.length)", to: "if (this.#from.length === 0)" },
  ],
};
