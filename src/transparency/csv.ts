import { csvLine } from "../lib/text/csv.ts";
import { printable } from "../lib/text/printable.ts";
import { TOKENS, usageJson } from "../spending/usage.ts";
import { linesOf } from "../transcript/wording.ts";
import { doneIn, sumsOf, type Transparency } from "./transparency.ts";

const COLUMNS = [
  "what",
  "session",
  "agent",
  "branch",
  "time",
  "length",
  "automated",
  "prompts",
  "tool_uses",
  "failed_tool_uses",
  "kinds",
  "changed",
  "human_s",
  "agent_s",
  ...TOKENS.map((name) => `${name}_tokens`),
  "text",
] as const;

/** The same as CSV: a line for each session with its sums, and below it a line for each prompt with what followed it. */
export function* transparencyCsv({ by, groups }: Transparency): Iterable<string> {
  yield csvLine([by, ...COLUMNS]);
  for (const { name, sessions } of groups)
    for (const session of sessions) {
      const { id, agent, branches, human, worked, transcript } = session;
      const of = { session: id, agent };
      const { prompts, toolUses, usage } = sumsOf([session]);
      yield line(name, {
        ...of,
        what: "session",
        branch: branches.join(", "),
        time: transcript?.start,
        prompts,
        tool_uses: toolUses,
        human_s: human,
        agent_s: worked,
        ...usageJson(usage ?? {}),
      });
      for (const exchange of transcript?.exchanges ?? []) {
        const { prompt, steps } = exchange;
        if (prompt === undefined && steps.length === 0) continue;
        const { kinds, failed, changed } = doneIn(exchange);
        yield line(name, {
          ...of,
          what: prompt === undefined ? "before" : "prompt",
          time: prompt?.at ?? exchange.end,
          length: prompt?.length,
          automated: prompt?.automated === true ? "true" : undefined,
          tool_uses: kinds.reduce((all, [, times]) => all + times, 0),
          failed_tool_uses: failed,
          kinds: kinds.map(([kind, times]) => `${kind} ${times}`).join(", "),
          changed: changed.join(", "),
          ...usageJson(exchange.usage ?? {}),
          text: prompt?.text,
        });
      }
    }
}

function line(group: string, cells: Readonly<Record<string, string | number | undefined>>): string {
  return csvLine([
    printable(group),
    ...COLUMNS.map((name) => {
      const value = cells[name] ?? "";
      if (typeof value === "number") return value;
      return name === "text" ? linesOf(value).join("\n") : printable(value);
    }),
  ]);
}
