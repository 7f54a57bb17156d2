/** Sessions of Copilot CLI, read whole from the notes on the format; shares no code with the program. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { finishedLines, member, recordsOf } from "../../support/reference/lines.ts";
import type { ReferenceEvent } from "../../support/reference/record.ts";
import { pathGiven } from "../../support/reference/path-given.ts";
import { Taken } from "./reference-usage.ts";
import { kindOfTool, percentEncode, readId, readText, readTime } from "../../support/reference/rules.ts";

/** Copilot's own names for tools, where the general table would be wrong. */
function kindOf(tool: string): string {
  if (["task", "read_agent", "write_agent"].includes(tool)) return "sub_agent";
  if (["str_replace", "insert"].includes(tool)) return "file_edit";
  if (tool === "create") return "file_write";
  if (tool === "rg") return "search";
  return tool === "web_search" ? "web" : kindOfTool(tool);
}

/** The events of one session's log, of the evidence types, too, if asked; `name` is what the log is called on disk. */
export function referenceSession(
  name: string,
  bytes: Buffer,
  evidence = false,
  usage: ReferenceEvent[] = [],
): ReferenceEvent[] {
  const taken = new Taken();
  const events: ReferenceEvent[] = [];
  let said: string | undefined;
  let started = false;
  let cwd: unknown;
  let branch: unknown;
  let mode: string | undefined;
  let turn:
    | {
        from: number;
        of: string | undefined;
        wordless: boolean;
        pauses: [number, number][];
        asking: Map<string, number>;
      }
    | undefined;
  const running = new Map<string, { key: string; tool: string; since: string; byPerson: boolean; slow: boolean }>();
  const pieces = finishedLines(bytes).flatMap((line) => {
    const read = recordsOf(line);
    return read.kind === "record" ? read.pieces : [];
  });
  for (const { record, bytes: line } of pieces) {
    const type = member(record, "type");
    const data = member(record, "data");
    if (typeof type !== "string" || typeof data !== "object" || data === null || Array.isArray(data)) continue;
    if (type === "session.start" || type === "session.resume") {
      const context = member(data, "context");
      said ??= readId(member(data, "sessionId"));
      cwd = readText(member(context, "cwd"), 2048) ?? cwd;
      branch = readText(member(context, "branch"), 2048) ?? branch;
      mode = undefined;
      turn = undefined;
      taken.forget();
      const resumedAt = readTime(member(record, "timestamp"));
      if (type === "session.resume" && started && resumedAt !== undefined) events.push(changed(resumedAt, "resumed"));
      continue;
    }
    if (type === "session.context_changed") {
      cwd = readText(member(data, "cwd"), 2048) ?? cwd;
      branch = readText(member(data, "branch"), 2048) ?? branch;
      continue;
    }
    if (type === "session.mode_changed") {
      const now = member(data, "newMode");
      mode = typeof now === "string" && now !== "" ? now : undefined;
      continue;
    }
    const isActed = /^(user|assistant|tool)\./.test(type) || type === "abort";
    const decision = type === "permission.completed" ? decided(data) : undefined;
    const time = readTime(member(record, "timestamp"));
    const session = said ?? readId(name);
    if (time === undefined || session === undefined) continue;
    const clock = Date.parse(time);
    const resume = (id: string | undefined): void => {
      const since = turn?.asking.get(id ?? "");
      if (turn === undefined || since === undefined) return;
      turn.pauses.push([since, clock]);
      turn.asking.delete(id ?? "");
    };
    const ask = (id: string | undefined): void => {
      if (id !== undefined && turn?.asking.has(id) === false) turn.asking.set(id, clock);
    };
    if (type === "permission.requested" && member(data, "resolvedByHook") !== true) {
      ask(readId(member(data, "requestId")));
      const call = readId(member(member(data, "permissionRequest"), "toolCallId"));
      const asked = call === undefined ? undefined : running.get(call);
      if (asked !== undefined) asked.slow = true;
    }
    if (type === "permission.completed") resume(readId(member(data, "requestId")));
    const fatal = ["authentication", "authorization", "context_limit", "query", "quota", "rate_limit"];
    const isLost =
      type === "session.shutdown" ||
      (type === "session.error" && fatal.some((each) => each === member(data, "errorType")));
    if (isLost && member(record, "agentId") === undefined) turn = undefined;
    for (const [kind, end, fields] of taken.by(type, data, readId(member(record, "agentId")))) {
      const hashed = createHash("sha256").update(line).digest("hex").slice(0, 16);
      const own = percentEncode(readId(member(record, "id")) ?? `line-${hashed}`);
      const all = {
        id: `remote.agent:${kind}:${time}:${own}${end}`,
        timestamp: time,
        source: "remote.agent",
        type: kind,
        agent: "copilot-cli",
        session_id: session,
        cwd,
        git_branch: branch,
        ...fields,
      };
      const known = Object.entries(all).filter(([, value]) => value !== undefined);
      usage.push(Object.fromEntries(known) as unknown as ReferenceEvent);
    }
    const became = started && member(record, "agentId") === undefined ? becomes(type, data) : undefined;
    if (became !== undefined) events.push(changed(time, became));
    if (!isActed && decision === undefined) continue;
    const put = (kind: string, key: string, fields: Readonly<Record<string, unknown>>): void => {
      const event = {
        id: `remote.agent:${kind}:${time}:${key}`,
        timestamp: time,
        source: "remote.agent",
        type: kind,
        agent: "copilot-cli",
        session_id: session,
        cwd,
        git_branch: branch,
        ...fields,
      };
      events.push(
        Object.fromEntries(
          Object.entries(event).filter(([, value]) => value !== undefined),
        ) as unknown as ReferenceEvent,
      );
    };
    if (!started) put("agent_session", `${percentEncode(session)}:started`, { action: "started" });
    started = true;
    said = session;
    const hash = createHash("sha256").update(line).digest("hex").slice(0, 16);
    const key = percentEncode(readId(member(record, "id")) ?? `line-${hash}`);
    const agent = member(record, "agentId");
    const call = readId(member(data, "toolCallId"));
    const before = call === undefined ? undefined : running.get(call);
    if (decision !== undefined) put("user_action", key, { action: decision });
    if (type === "tool.user_requested") {
      const tool = toolOf(data);
      put("user_action", key, { action: kindOf(tool) === "shell" ? "shell" : "command" });
      if (call !== undefined) running.set(call, { key, tool, since: time, byPerson: true, slow: false });
    } else if (type === "tool.execution_start" && before?.byPerson !== true) {
      const tool = toolOf(data);
      put("agent_tool_use", key, {
        tool: readText(tool, 256),
        tool_kind: kindOf(tool),
        file: readText(pathGiven(kindOf(tool), member(data, "arguments")), 2048),
        agent_id: readId(agent),
      });
      const slow = ["ask_user", "exit_plan_mode"].includes(tool);
      if (call !== undefined) running.set(call, { key, tool, since: time, byPerson: false, slow });
      if (slow) ask(call);
    } else if (type === "tool.execution_complete" && call !== undefined && before !== undefined) {
      running.delete(call);
      resume(call);
      const ok = member(data, "success") === true;
      const ran = Date.parse(time) - Date.parse(before.since);
      if (evidence && !before.byPerson)
        put("agent_tool_result", before.key, {
          ok,
          duration_ms: before.slow || ran < 0 ? undefined : ran,
          agent_id: readId(agent),
        });
      const action = ok && !before.byPerson ? replied(before.tool, data) : undefined;
      if (action !== undefined) put("user_action", key, { action });
    } else if (type === "assistant.message" && evidence) {
      const content = member(data, "content");
      const text = typeof content === "string" ? content.trim() : "";
      const requests = member(data, "toolRequests");
      if (text !== "" && !(Array.isArray(requests) && requests.length > 0))
        put("agent_message", key, {
          length: Buffer.byteLength(text.toWellFormed()),
          model: readText(member(data, "model"), 256),
          agent_id: readId(agent),
        });
    } else if (agent === undefined && type === "abort") {
      const reason = member(data, "reason");
      const reasons = [
        "user initiated",
        "user_initiated",
        "user_abort",
        "user abort",
        "remote command",
        "remote_command",
      ];
      if (reason === undefined || (typeof reason === "string" && reasons.includes(reason)))
        put("user_action", key, { action: "interrupt" });
    } else if (agent === undefined && type === "user.message") {
      if (![undefined, "user", "immediate-prompt"].includes(member(data, "source") as undefined)) continue;
      const content = member(data, "content") ?? "";
      if (typeof content !== "string" || member(data, "isAutopilotContinuation") === true) continue;
      const text = content.trim();
      const attachments = member(data, "attachments");
      const attached: unknown[] = Array.isArray(attachments) ? attachments : [];
      if (text.startsWith("<skill-context") || (text === "" && attached.length === 0)) continue;
      const own = member(data, "agentMode");
      const sentIn = typeof own === "string" && own !== "" ? own : mode;
      if (sentIn === "shell") {
        put("user_action", key, { action: "shell" });
        continue;
      }
      const images = attached.filter((each) => {
        const mime = member(each, "mimeType");
        return member(each, "type") === "image" || (typeof mime === "string" && mime.startsWith("image/"));
      });
      put("user_message", key, {
        length: Buffer.byteLength(text.toWellFormed()),
        has_image: images.length > 0,
        permission_mode: readText(sentIn, 256),
      });
    }
    if (agent === undefined) {
      if (type === "assistant.turn_start") {
        const of = readId(member(data, "interactionId"));
        if (turn !== undefined && turn.of !== of) turn = undefined;
        turn ??= { from: clock, of, wordless: true, pauses: [], asking: new Map() };
        turn.wordless = true;
      }
      if (type === "assistant.message" && turn !== undefined) {
        const requests = member(data, "toolRequests");
        turn.wordless = Array.isArray(requests) && requests.length > 0;
      }
      if (turn !== undefined && (type === "abort" || (type === "assistant.turn_end" && !turn.wordless))) {
        for (const id of turn.asking.keys()) resume(id);
        const worked = clock - turn.from - lengthOf(turn.pauses);
        put("agent_turn", key, { action: "ended", duration_ms: Math.max(0, worked) });
        turn = undefined;
      }
    }
  }
  return events;

  function changed(at: string, action: string): ReferenceEvent {
    const session = said ?? readId(name) ?? "";
    const all = {
      id: `remote.agent:agent_session:${at}:${percentEncode(session)}:${action}`,
      timestamp: at,
      source: "remote.agent",
      type: "agent_session",
      agent: "copilot-cli",
      session_id: session,
      cwd,
      git_branch: branch,
      action,
    };
    const known = Object.entries(all).filter(([, value]) => value !== undefined);
    return Object.fromEntries(known) as unknown as ReferenceEvent;
  }
}

function becomes(type: string, data: object): string | undefined {
  if (type === "session.shutdown") return "ended";
  if (type === "session.context_cleared") return "cleared";
  return type === "session.compaction_complete" && member(data, "success") === true ? "compacted" : undefined;
}

/** How long some spans are together, what overlaps once. */
function lengthOf(spans: readonly (readonly [number, number])[]): number {
  let [length, covered] = [0, -Infinity];
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    length += Math.max(0, to - Math.max(from, covered));
    covered = Math.max(covered, to);
  }
  return length;
}

function toolOf(data: object): string {
  const named = member(data, "toolName");
  return typeof named === "string" && named !== "" ? named : "unknown";
}

/** A person's answer to a request for permission. */
function decided(data: object): string | undefined {
  const by = member(data, "decisionSource");
  const kind = member(member(data, "result"), "kind");
  if (by === undefined) return kind === "denied-interactively-by-user" ? "reject" : undefined;
  if (by !== "human_response") return undefined;
  const answers: Record<string, string> = {
    approved: "approve",
    "approved-for-session": "approve",
    "approved-for-location": "approve",
    "denied-interactively-by-user": "reject",
  };
  return typeof kind === "string" && Object.hasOwn(answers, kind) ? answers[kind] : undefined;
}

/** A person's answer to a question or a plan. */
function replied(tool: string, data: object): string | undefined {
  const told = member(member(data, "result"), "content");
  const text = typeof told === "string" ? told : "";
  if (tool === "exit_plan_mode")
    return text.startsWith("Plan approved") ? "approve" : text.startsWith("Plan not approved") ? "reject" : undefined;
  if (tool !== "ask_user") return undefined;
  const telemetry = member(member(data, "toolTelemetry"), "properties");
  const outcome = member(telemetry, "outcome") ?? member(telemetry, "elicitation_action");
  const isAnswered =
    outcome === undefined ? /^User (responded|selected): /.test(text) : outcome === "answered" || outcome === "accept";
  return isAnswered ? "answer" : undefined;
}

/** What every session below a Copilot home tells of usage, limits and errors. */
export function referenceCopilotUsage(home: string): ReferenceEvent[] {
  const usage: ReferenceEvent[] = [];
  referenceCopilot(home, false, usage);
  return usage;
}

/** Every session below a Copilot home. */
export function referenceCopilot(home: string, evidence = false, usage: ReferenceEvent[] = []): ReferenceEvent[] {
  const top = join(home, "session-state");
  const logs = readdirSync(top, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return entry.name.endsWith(".jsonl") ? [[entry.name.slice(0, -6), entry.name]] : [];
    const names = readdirSync(join(top, entry.name));
    return names.includes("events.jsonl") ? [[entry.name, join(entry.name, "events.jsonl")]] : [];
  });
  return logs
    .sort(([, a = ""], [, b = ""]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .flatMap(([name = "", path = ""]) => referenceSession(name, readFileSync(join(top, path)), evidence, usage));
}
