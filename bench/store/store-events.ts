// Events of a person with many projects, as `tt export` prints them: log by log, in the order of the logs' names.

import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";

const SESSION = 150;
const DAYS = 77;
export const FIRST_DAY = Date.UTC(2024, 0, 1);
const TOOLS = [
  ["Read", "file_read"],
  ["Edit", "file_edit"],
  ["Bash", "shell"],
  ["Grep", "search"],
  ["Write", "file_write"],
] as const;

function hex(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function uuid(text: string): string {
  const digits = hex(text);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
}

/** Writes so many events; the same bytes every time. */
export function writeEvents(path: string, count: number): void {
  const out = openSync(path, "w");
  const sessions = Array.from({ length: Math.ceil(count / SESSION) }, (_, nth) => ({
    id: uuid(`session ${nth}`),
    nth,
  }));
  let text = "";
  let written = 0;
  for (const { id, nth } of sessions.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    let at = FIRST_DAY + Math.floor((nth / sessions.length) * DAYS * 86_400_000) + ((nth * 7919) % 60_000);
    for (let step = 0; step < SESSION && written < count; step++, written++) {
      at += 3000 + ((step * nth * 31) % 47_000);
      text += `${JSON.stringify(event({ nth, step, written, at, id }))}\n`;
    }
    if (text.length < 1 << 22) continue;
    writeSync(out, text);
    text = "";
  }
  writeSync(out, text);
  closeSync(out);
}

interface Step {
  readonly nth: number;
  readonly step: number;
  readonly written: number;
  readonly at: number;
  readonly id: string;
}

function event({ nth, step, written, at, id }: Step): object {
  const timestamp = new Date(at).toISOString();
  const type = step % 10 === 0 ? "user_message" : step % 10 === 9 ? "agent_turn" : "agent_tool_use";
  const key = type === "agent_tool_use" ? `toolu_01${hex(`event ${written}`).slice(0, 22)}` : uuid(`event ${written}`);
  const envelope = {
    id: `remote.agent:${type}:${timestamp}:${key}`,
    timestamp,
    source: "remote.agent",
    type,
    agent: "claude-code",
    session_id: id,
    cwd: `/home/ana/project-${nth % 40}`,
    git_branch: nth % 3 === 0 ? `feature-${nth % 50}` : "main",
  };
  if (type === "user_message") return { ...envelope, length: (written * 17) % 500, has_image: false };
  if (type === "agent_turn") return { ...envelope, action: "ended", duration_ms: (written * 7919) % 120_000 };
  const [tool, tool_kind] = TOOLS[written % TOOLS.length] ?? TOOLS[0];
  const file = `/home/ana/project-${nth % 40}/src/part-${(written * 31) % 500}.ts`;
  return { ...envelope, tool, tool_kind, ...(tool === "Bash" || tool === "Grep" ? undefined : { file }) };
}
