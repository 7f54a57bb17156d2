import type { StoredEvent } from "../../../src/events/stored-event.ts";
import type { Rules } from "../../../src/hours/rules.ts";

/** The rules that are the defaults of the command line. */
export const RULES: Rules = { human: "attention", attention: 300, agentGap: 1800, answer: 12, automated: false };

export interface Details {
  readonly session?: string;
  readonly cwd?: string | null;
  readonly branch?: string;
  readonly agent?: string;
  readonly machine?: string;
  /** The call that a tool's use or a result belongs to. */
  readonly call?: string;
  readonly [field: string]: unknown;
}

let count = 0;

/** An event of a type at a time; without a zone it is UTC, without a date it is that of Monday, 2 March 2026. */
export function event(type: string, time: string, details: Details = {}): StoredEvent {
  const { session = "s1", cwd = "/home/ana/garden", branch, agent = "claude-code", machine, call, ...fields } = details;
  const text = `${time.includes("T") ? "" : "2026-03-02T"}${time}`;
  const timestamp = new Date(/Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`).toISOString();
  return {
    id: `remote.agent:${type}:${timestamp}:${call ?? `${session}-${count++}`}`,
    timestamp,
    source: "remote.agent",
    type,
    agent,
    session_id: session,
    ...(cwd === null ? undefined : { cwd }),
    ...(branch === undefined ? undefined : { git_branch: branch }),
    ...(machine === undefined ? undefined : { machine_id: machine }),
    ...fields,
  };
}

export const prompt = (time: string, details?: Details) => event("user_message", time, details);
export const action = (time: string, details?: Details) =>
  event("user_action", time, { action: "command", ...details });
export const tool = (time: string, details?: Details) => event("agent_tool_use", time, details);
export const result = (time: string, details?: Details) => event("agent_tool_result", time, { ok: true, ...details });
export const answer = (time: string, details?: Details) => event("agent_message", time, { length: 100, ...details });
export const started = (time: string, details?: Details) => event("agent_session", time, details);
export const turn = (time: string, seconds: number, details?: Details) =>
  event("agent_turn", time, { action: "ended", duration_ms: seconds * 1000, ...details });

export function at(time: string): number {
  return Date.parse(time) / 1000;
}
