import type { Area } from "../mutation.ts";

const credit = "src/hours/agent/credit.ts";
const fit = "src/hours/agent/fit.ts";
const recorded = "src/hours/agent/recorded.ts";
const worked = "src/hours/agent/worked.ts";
const covered = "src/hours/agent/covered.ts";

/** What the agents worked. */
export const agentTime: Area = {
  name: "hours of agents",
  tests: ["agent/agent", "agent/covered", "agent/fit", "interval", "report/report"].map(
    (name) => `test/hours/${name}.test.ts`,
  ),
  mutations: [
    {
      file: "src/hours/agent/agent.ts",
      from: "sessions.get(of.key)",
      to: "sessions.get(of.key.slice(0, 1))",
    },
    { file: credit, from: "Math.min(gap, Math.ceil(result.ran))", to: "Math.ceil(result.ran)" },
    { file: credit, from: 'if (use.pace === "asks") return 0;', to: "" },
    { file: credit, from: "if (use.isFree) return most;", to: "" },
    {
      file: credit,
      from: "(timeout ?? CREDITS.shell_timeout.s) + CREDITS.shell_overtime.s)",
      to: "(timeout ?? CREDITS.shell_timeout.s))",
    },
    {
      file: credit,
      from: "return timeout === undefined ? Math.min(gap, CREDITS.shell_result.s) : gap;",
      to: "return Math.min(gap, CREDITS.shell_result.s);",
    },
    { file: credit, from: 'if (agentId !== undefined || pace === "agent"', to: 'if (pace === "agent"' },
    { file: "src/hours/agent/pace.ts", from: 'if (name.startsWith("mcp__")) return "web";', to: "" },
    { file: fit, from: "add(end - (length - lead), end);", to: "add(start + lead, start + length);" },
    {
      file: fit,
      from: "order.sort(isAdding ? (a, b) => (room[a] ?? 0) - (room[b] ?? 0) :",
      to: "order.sort(isAdding ? (a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) :",
    },
    { file: fit, from: "if (last?.end === start) last.end = end;\n    else ", to: "" },
    { file: recorded, from: "else if (start > slice.start || end < slice.end)", to: "else if (start > slice.start)" },
    { file: recorded, from: 'RECORDED[ended.session.agent] === "clock" || ', to: "" },
    {
      file: recorded,
      from: "turns.push(turnOf(session.slice(since, nth), activity, activity.turnStart, before));",
      to: "turns.push(turnOf(session, activity, activity.turnStart, before));",
    },
    {
      file: recorded,
      from: "const start = Math.max(before, isExact ? turnStart : prompt.at);",
      to: "const start = isExact ? turnStart : prompt.at;",
    },
    {
      file: recorded,
      from: "const windows = union(turns.map(({ since, end }) => ({ start: since, end })));",
      to: "const windows = union(turns.map(({ start, end }) => ({ start, end })));",
    },
    {
      file: recorded,
      from: "if (isIdle(before)) idle = activity;",
      to: "",
    },
    {
      file: worked,
      from: "const credit = Math.min(this.#credit(last, next), agentGap);",
      to: "const credit = this.#credit(last, next);",
    },
    { file: worked, from: 'if (type === "agent_turn" || action === "interrupt") return 0;', to: "" },
    { file: worked, from: "if (agentId !== undefined) this.#subAgentAt = at;", to: "" },
    {
      file: worked,
      from: "rest = Math.max(0, credit - this.#tail(last, gap));",
      to: "{\n      this.#tail(last, gap);\n    }",
    },
    {
      file: worked,
      from: 'const use = type === "agent_tool_result" && call !== undefined ? this.#uses.get(call) : undefined;',
      to: "const use = undefined;",
    },
    { file: covered, from: "if (from < end) left.push", to: "left.push" },
    { file: covered, from: "start: Math.min(start, touched[0]?.start ?? start),", to: "start," },
  ],
};
