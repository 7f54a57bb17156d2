import { totalsOf } from "../transcript/head.ts";
import type { Redactions } from "../redaction/redactor.ts";
import { toolsIn, type Exchange, type Transcript } from "../transcript/transcript.ts";
import type { ToolStep } from "../transcript/steps.ts";
import type { Grouping } from "./grouping.ts";
import { addUsage, type Usage } from "../spending/usage.ts";

/** What one session did in one group. */
export interface SessionRecord {
  readonly id: string;
  readonly agent: string;
  readonly branches: readonly string[];
  /** Seconds. */
  readonly human: number;
  readonly worked: number;
  /** Of what happened in the group alone; `undefined` where only time reaches into it. */
  readonly transcript: Transcript | undefined;
}

export interface Group {
  readonly name: string;
  readonly sessions: readonly SessionRecord[];
}

/** What agents were asked and did in a period, to be kept beside what came of it. */
export interface Transparency {
  readonly by: Grouping;
  readonly period: string;
  readonly zone: string;
  readonly groups: readonly Group[];
  /** Whether prompts are told, or their lengths alone. */
  readonly hasText: boolean;
  readonly notes: readonly string[];
  readonly redactions?: Redactions;
}

/** What was done after a prompt. */
export interface Done {
  /** How often tools of each kind were used, the most used first. */
  readonly kinds: readonly (readonly [kind: string, times: number])[];
  readonly failed: number;
  /** Files that were written to. */
  readonly changed: readonly string[];
}

const CHANGES = new Set(["file_write", "file_edit"]);

/** What was done in an exchange. */
export function doneIn(exchange: Exchange): Done {
  const tools = toolsIn(exchange);
  const kinds = [...Map.groupBy(tools, ({ kind }) => kind)].map(([kind, uses]) => [kind, uses.length] as const);
  const changed = tools.flatMap(({ kind, file, ok }) =>
    CHANGES.has(kind) && file !== undefined && ok !== false ? [file] : [],
  );
  return {
    kinds: kinds.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
    failed: tools.filter(({ ok }) => ok === false).length,
    changed: [...new Set(changed)],
  };
}

/** What a tool's use tells: its kind, its outcome, and the file if it changed it, within the directory of its session. */
export function toldTool(tool: ToolStep, cwd: string | undefined): ToolStep {
  const { kind, file } = tool;
  const isTold = file !== undefined && CHANGES.has(kind);
  return { ...tool, tool: "", agentId: undefined, file: isTold ? within(file, cwd) : undefined };
}

function within(file: string, cwd: string | undefined): string {
  return cwd !== undefined && file.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file;
}

/** The sums of some sessions. */
export interface Sums {
  readonly sessions: number;
  readonly prompts: number;
  readonly automatedPrompts: number;
  readonly toolUses: number;
  readonly human: number;
  readonly worked: number;
  readonly usage: Usage | undefined;
}

/** Adds up sessions; one that is in several groups counts once. */
export function sumsOf(records: readonly SessionRecord[]): Sums {
  const totals = records.flatMap(({ transcript }) => (transcript === undefined ? [] : [totalsOf(transcript)]));
  const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);
  return {
    sessions: new Set(records.map(({ agent, id }) => `${agent} ${id}`)).size,
    prompts: sum(totals.map(({ prompts }) => prompts)),
    automatedPrompts: sum(totals.map(({ automatedPrompts }) => automatedPrompts)),
    toolUses: sum(totals.map(({ toolUses }) => toolUses)),
    human: sum(records.map(({ human }) => human)),
    worked: sum(records.map(({ worked }) => worked)),
    usage: records.reduce<Usage | undefined>((all, { transcript }) => addUsage(all, transcript?.usage), undefined),
  };
}
