/** Sessions of Copilot CLI, read whole from the notes on the format; shares no code with the program. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { finishedLines, member, recordsOf } from "./lines.ts";
import type { ReferenceEvent } from "./record.ts";
import { pathGiven } from "./rollout.ts";
import { kindOfTool, percentEncode, readId, readText, readTime } from "./rules.ts";

/** Copilot's own names for tools, where the general table would be wrong. */
function kindOf(tool: string): string {
  if (["task", "read_agent", "write_agent"].includes(tool)) return "sub_agent";
  if (["str_replace", "insert"].includes(tool)) return "file_edit";
  if (tool === "create") return "file_write";
  if (tool === "rg") return "search";
  return tool === "web_search" ? "web" : kindOfTool(tool);
}

/** The events of one session's log; `name` is what the log is called on disk. */
export function referenceSession(name: string, bytes: Buffer): ReferenceEvent[] {
  const events: ReferenceEvent[] = [];
  let said: string | undefined;
  let started = false;
  let cwd: unknown;
  let branch: unknown;
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
      continue;
    }
    if (!["user", "assistant", "tool"].includes(type.split(".")[0] ?? "") || !type.includes(".")) {
      if (type !== "abort") continue;
    }
    const time = readTime(member(record, "timestamp"));
    const session = said ?? readId(name);
    if (time === undefined || session === undefined) continue;
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
    if (type === "tool.execution_start") {
      const named = member(data, "toolName");
      const tool = typeof named === "string" && named !== "" ? named : "unknown";
      put("agent_tool_use", key, {
        tool: readText(tool, 256),
        tool_kind: kindOf(tool),
        file: readText(pathGiven(kindOf(tool), member(data, "arguments")), 2048),
        agent_id: readId(agent),
      });
    } else if (agent === undefined && type === "abort") {
      put("user_action", key, { action: "interrupt" });
    } else if (agent === undefined && type === "user.message" && member(data, "source") === undefined) {
      const content = member(data, "content") ?? "";
      if (typeof content !== "string") continue;
      const text = content.trim();
      const attachments = member(data, "attachments");
      const attached: unknown[] = Array.isArray(attachments) ? attachments : [];
      if (text.startsWith("<skill-context") || (text === "" && attached.length === 0)) continue;
      if (member(data, "agentMode") === "shell") {
        put("user_action", key, { action: "shell" });
        continue;
      }
      const images = attached.filter((each) => {
        const mime = member(each, "mimeType");
        return member(each, "type") === "image" || (typeof mime === "string" && mime.startsWith("image/"));
      });
      put("user_message", key, { length: Buffer.byteLength(text.toWellFormed()), has_image: images.length > 0 });
    }
  }
  return events;
}

/** Every session below a Copilot home. */
export function referenceCopilot(home: string): ReferenceEvent[] {
  const top = join(home, "session-state");
  const logs = readdirSync(top, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return entry.name.endsWith(".jsonl") ? [[entry.name.slice(0, -6), entry.name]] : [];
    const names = readdirSync(join(top, entry.name));
    return names.includes("events.jsonl") ? [[entry.name, join(entry.name, "events.jsonl")]] : [];
  });
  return logs
    .sort(([, a = ""], [, b = ""]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .flatMap(([name = "", path = ""]) => referenceSession(name, readFileSync(join(top, path))));
}
