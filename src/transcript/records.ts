import { csvLine } from "../lib/text/csv.ts";
import { printable, printableJson } from "../lib/text/printable.ts";
import { totalsOf, type Shown } from "./head.ts";
import type { Step } from "./steps.ts";
import type { Exchange, Prompt } from "./transcript.ts";
import { TOKENS, usageJson } from "../spending/usage.ts";
import { linesOf, saidText, type Told } from "./wording.ts";

/** A session as one JSON object; `tt schema show` describes it. */
export function* jsonView({ transcript, project, logs, told, notes, redactions }: Shown): Iterable<string> {
  const { agent, id, machines, cwd, branch, start, end, usage, exchanges } = transcript;
  const totals = totalsOf(transcript);
  const head = {
    session: id,
    agent,
    project,
    cwd,
    git_branch: branch,
    machine_ids: machines.length === 0 ? undefined : machines,
    start,
    end,
    from: logs.length === 0 ? "store" : "logs",
    logs,
    notes,
    prompts: totals.prompts,
    automated_prompts: totals.automatedPrompts,
    actions: totals.actions,
    tool_uses: totals.toolUses,
    failed_tool_uses: totals.failedTools,
    messages: totals.messages,
    turn_ms: totals.turnMs,
    usage: usage === undefined ? undefined : usageJson(usage),
  };
  yield `${printableJson(head).slice(0, -1)},"exchanges":[`;
  for (const [at, exchange] of exchanges.entries())
    yield `${at === 0 ? "" : ","}${printableJson(exchangeJson(exchange, told))}`;
  yield redactions === undefined ? "]}\n" : `],"redactions":${printableJson(redactions)}}\n`;
}

function exchangeJson({ prompt, steps, end, usage }: Exchange, told: Told) {
  return {
    prompt: prompt === undefined ? undefined : promptJson(prompt, told),
    end,
    usage: usage === undefined ? undefined : usageJson(usage),
    steps: steps.map((step) => stepJson(step, told)),
  };
}

function promptJson({ at, length, text, automated, hasImage, permissionMode }: Prompt, told: Told) {
  return {
    time: at,
    length,
    has_image: hasImage,
    automated: automated || undefined,
    permission_mode: permissionMode,
    text: told.text ? text : undefined,
  };
}

function stepJson(step: Step, told: Told) {
  const common = { time: step.at, what: whatOf(step), agent_id: step.agentId };
  switch (step.sort) {
    case "tool": {
      const { tool, kind, file, ok, durationMs, isRecorded } = step;
      const source = durationMs === undefined ? undefined : isRecorded ? "log" : "times";
      return { ...common, tool, tool_kind: kind, file, ok, duration_ms: durationMs, duration_from: source };
    }
    case "message":
    case "words":
    case "reasoning":
      return { ...common, length: step.length, model: step.model, text: saidText(step, told) };
    case "action":
      return {
        ...common,
        action: step.action,
        automated: step.automated || undefined,
        text: saidText(step, told),
      };
    case "turn":
    case "other":
      return { ...common, duration_ms: step.durationMs };
  }
}

function whatOf(step: Step): string {
  return step.sort === "other" ? step.type : step.sort;
}

const COLUMNS = [
  "prompt",
  "time",
  "what",
  "name",
  "tool_kind",
  "file",
  "ok",
  "duration_ms",
  "duration_from",
  "length",
  "automated",
  "agent_id",
  "text",
];

/** The same as CSV: a line for each prompt and for each step; the tokens of a prompt stand in a line of their own. */
export function* csvView({ transcript, told }: Shown): Iterable<string> {
  yield csvLine([...COLUMNS, ...TOKENS.map((name) => `${name}_tokens`)]);
  let number = 0;
  for (const { prompt, steps, usage, end } of transcript.exchanges) {
    if (prompt !== undefined) {
      number++;
      const { length = "", automated, permissionMode = "", text } = prompt;
      yield line(number, {
        time: prompt.at,
        what: "prompt",
        name: permissionMode,
        length,
        automated,
        text: told.text ? text : "",
      });
    }
    for (const step of steps) yield line(number, stepCells(step, told));
    if (usage !== undefined) yield line(number, { time: end, what: "usage", ...usageJson(usage) });
  }
}

type Cells = Readonly<Record<string, string | number | boolean | undefined>>;

function stepCells(step: Step, told: Told): Cells {
  const { time, what, agent_id, ...rest } = stepJson(step, told) as Cells;
  const { tool, action, model, ...others } = rest;
  return { time, what, agent_id, name: tool ?? action ?? model, ...others };
}

function line(prompt: number, cells: Cells): string {
  return csvLine([
    prompt,
    ...[...COLUMNS.slice(1), ...TOKENS.map((name) => `${name}_tokens`)].map((name) => {
      const value = cells[name];
      if (typeof value === "number") return value;
      if (name === "text") return typeof value === "string" ? linesOf(value).join("\n") : "";
      return value === undefined || value === false
        ? name === "ok" && value === false
          ? "false"
          : ""
        : printable(String(value));
    }),
  ]);
}
