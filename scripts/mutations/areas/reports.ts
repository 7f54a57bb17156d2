import type { Area } from "../mutation.ts";

const listed = "src/commands/options/listed.ts";
const seenPeople = "src/commands/stored/seen-people.ts";
const money = "src/hours/report/money.ts";
const cells = "src/hours/report/cells.ts";
const sums = "src/hours/report/cell-sums.ts";
const rank = "src/hours/report/rank.ts";
const leftOut = "src/hours/report/left-out.ts";
const seen = "src/hours/projects/seen-directories.ts";
const project = "src/hours/projects/project.ts";
const projectMap = "src/hours/projects/project-map.ts";
const sameWork = "src/hours/statement/same-work.ts";
const spans = "src/hours/span-list.ts";
const worklog = "src/hours/worklog/worklog.ts";

/** What is told of hours. */
export const reports: Area = {
  name: "reports, money and worklogs",
  tests: [
    ...[
      "report/left-out",
      "report/money",
      "report/people",
      "projects/known-projects",
      "projects/project",
      "projects/project-map",
      "projects/work-directory",
      "projects/seen-directories",
      "report/report",
      "span-list",
      "statement/changes",
      "statement/same-work",
      "worklog",
    ].map((name) => `test/hours/${name}.test.ts`),
    "test/commands/listed.test.ts",
    "test/commands/seen-people.test.ts",
  ],
  mutations: [
    { file: listed, from: 'slice(from, to).join(",").trim()', to: 'slice(from, to).join(",")' },
    { file: listed, from: "let to = parts.length;", to: "let to = from + 1;" },
    { file: seenPeople, from: "unseen.role === person", to: "true" },
    { file: seenPeople, from: 'if (mayHide("event_people")) return false;', to: "" },
    {
      file: "src/hours/projects/known-projects.ts",
      from: "if (entry.name !== undefined)\n",
      to: "if (entry.prefix)\n",
    },
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
    { file: seen, from: "[seen.directory, seen.entry?.prefix, seen.projectId]", to: "[directoryOf(place)]" },
    { file: seen, from: "isOfAll ? directory : entry.prefix", to: "directory" },
    {
      file: "src/hours/projects/work-directory.ts",
      from: "find((entry) => isIn(project, entry))",
      to: "find((entry) => entry.length > project.length)",
    },
    {
      file: "src/hours/projects/work-directory.ts",
      from: " || repositoryOfWorktree(path) === outer",
      to: "",
    },
    { file: "src/hours/statement/changes.ts", from: "isInSamePlace, isInPart]", to: "isInSamePlace]" },
    { file: projectMap, from: "[inHome(prefix, home), prefix]", to: "[inHome(prefix, home)]" },
    { file: projectMap, from: "below === best?.below && isAlike && !best.isAlike", to: "false" },
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

const price = "src/spending/price.ts";
const list = "src/spending/price-list.ts";
const names = "src/spending/model-names.ts";
const meter = "src/spending/meter.ts";
const dollars = "src/spending/dollars.ts";
const taken = "src/hours/activities/taken.ts";
const gaps = "src/hours/report/token-gaps.ts";
const spent = "src/spending/spending.ts";
const view = "src/hours/views/spending/columns.ts";

/** What models took, and what it costs. */
export const spending: Area = {
  name: "tokens and prices",
  tests: [
    ...["dollars", "meter", "price-list"].map((name) => `test/spending/${name}.test.ts`),
    ...["views/spending-views", "report/tokens.laws"].map((name) => `test/hours/${name}.test.ts`),
  ],
  mutations: [
    { file: price, from: "prompt > tokens", to: "prompt >= tokens" },
    { file: price, from: "sort((a, b) => b.tokens - a.tokens)", to: "sort((a, b) => a.tokens - b.tokens)" },
    { file: price, from: 'cache_read: rate("cache_read") ?? input', to: 'cache_read: rate("cache_read") ?? 0n' },
    { file: price, from: "return value === 0n ? undefined : value;", to: "return value;" },
    { file: price, from: "output: output - reasoning,", to: "output," },
    { file: price, from: "Math.min(kept, written)", to: "kept" },
    { file: price, from: "!(value >= 0)", to: "value < -1" },
    { file: list, from: ".filter(({ list }) => list === all[0]?.list)", to: "" },
    { file: list, from: "isSamePrice(price, row.price)", to: "price !== undefined" },
    { file: list, from: "if (model === EXAMPLE) continue;", to: "" },
    { file: names, from: '.replace(/\\[1m\\]$/, "")', to: "" },
    { file: names, from: 'own.startsWith("claude-")', to: 'own.startsWith("")' },
    { file: meter, from: "isStated: isStated || before?.isStated === true,", to: "isStated," },
    { file: meter, from: "prompt: own.prompt + (before?.prompt ?? 0),", to: "prompt: own.prompt," },
    { file: meter, from: "isOfRun ? 0 : prompt", to: "prompt" },
    { file: meter, from: "unpriced: tokensIn(usage)", to: "unpriced: 0" },
    { file: meter, from: "(?:-in|-out)?", to: "" },
    { file: dollars, from: "value.toPrecision(15)", to: "value" },
    { file: dollars, from: "(2n * digits + unit) / (2n * unit)", to: "digits / unit" },
    { file: dollars, from: 'if (cents === 0n && dollars > 0n) return "<0.01";', to: "" },
    { file: taken, from: "moment < this.#window.end", to: "moment <= this.#window.end" },
    { file: taken, from: "if (place.cwd === undefined) known.homeless.push(sum);", to: "" },
    { file: taken, from: "const QUARTER = 900;", to: "const QUARTER = 7200;" },
    { file: gaps, from: "(day) => day >= since", to: '(day) => day > ""' },
    { file: gaps, from: "[at, at - ANSWERED_WITHIN]", to: "[at]" },
    { file: gaps, from: "    if (!ANSWERS.has(type)) continue;\n", to: "" },
    { file: gaps, from: "if (ofRuns.has(session.agent)) lacking.delete(session);", to: "" },
    { file: gaps, from: "day !== undefined && day < since", to: "day !== undefined && day <= since" },
    { file: gaps, from: "({ agent }) => !told.has(agent)", to: '({ agent }) => agent !== ""' },
    { file: spent, from: "unpriced > 0 && unpriced === tokensIn(usage)", to: "unpriced < 0" },
    { file: spent, from: "cost === 0n && ", to: "" },
    { file: view, from: 'spent.unpriced > 0 || isPart ? "+" : ""', to: '""' },
  ],
};
