import { LONGEST_SILENCE_S } from "../../events/longest-silence.ts";
import type { Activity } from "../activities/activity.ts";

/** A figure that time is counted by, and why it is that. */
export interface Constant {
  readonly s: number;
  readonly why: string;
}

/**
 * How much of a gap is the agent's work at most, in seconds. The figures were measured against turns whose length Claude
 * Code records (docs/hours.md); every report is printed with them.
 */
export const CREDITS = {
  work: { s: LONGEST_SILENCE_S, why: "no model and no tool was seen to be busy for longer without a word in its log" },
  prompt: { s: 300, why: "from a prompt to the first use of a tool: what is longer waited" },
  quick_result: {
    s: 6,
    why: "from the use of a file or search tool to its result: with an editor's checks 5 s were seen",
  },
  web_result: { s: 30, why: "from the use of a page or of a server's tool to its result" },
  shell_result: { s: 10, why: "from the use of a shell to its result, where the call names no timeout" },
  shell_overtime: { s: 5, why: "of a command that took longer than it may run: a dialog stood open before it" },
  shell_timeout: { s: 120, why: "how long a command may run that names no timeout: Claude Code's default" },
  agent_result: { s: 300, why: "from the use of a sub-agent to its result, where no event of its own is stored" },
  sub_agent: { s: 60, why: "before a sub-agent's first and after its last event, whose own events show the rest" },
  after_question: { s: 30, why: "from a question to the person to the next use of a tool, without results" },
  after_quick: { s: 30, why: "from the use of a file or search tool to the next use of a tool, without results" },
  after_other: { s: 45, why: "from the use of any other tool to the next, without results" },
  after_agent: { s: 300, why: "from the use of a sub-agent, or a use by one, to the next, without results" },
} as const satisfies Readonly<Record<string, Constant>>;

/** A tool's use is within its own second, so that no interval ends before what it is there for. */
export const OWN_SECOND = 1;

/** Of the time from a tool's use to its result, what the tool worked; the rest somebody was waited for. */
export function resultCredit(use: Activity, result: Activity): number {
  const gap = result.at - use.at;
  const most = Math.min(gap, CREDITS.work.s);
  if (use.pace === "asks") return 0;
  if (use.pace === "agent") return Math.min(gap, CREDITS.agent_result.s);
  if (use.pace === "wait") return most;
  // What the log itself says.
  if (result.ran !== undefined) return Math.min(gap, Math.ceil(result.ran));
  if (use.isFree) return most;
  if (use.pace === "quick") return Math.min(gap, CREDITS.quick_result.s);
  return use.pace === "shell" ? shellCredit(gap, use.timeout) : Math.min(gap, CREDITS.web_result.s);
}

function shellCredit(gap: number, timeout: number | undefined): number {
  if (gap > (timeout ?? CREDITS.shell_timeout.s) + CREDITS.shell_overtime.s) return CREDITS.shell_overtime.s;
  return timeout === undefined ? Math.min(gap, CREDITS.shell_result.s) : gap;
}

/** Of the time after a tool's use whose result is not stored, up to what the agent did next, the most that is work. */
export function afterToolUse({ pace = "other", isFree, agentId }: Activity): number {
  if (pace === "asks") return CREDITS.after_question.s;
  // Nobody is asked for a permission.
  if (isFree) return CREDITS.work.s;
  // A sub-agent's dialogs cannot be told from its work.
  if (agentId !== undefined || pace === "agent" || pace === "wait") return CREDITS.after_agent.s;
  return pace === "quick" ? CREDITS.after_quick.s : CREDITS.after_other.s;
}
