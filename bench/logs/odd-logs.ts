// Two logs that are no day's work: one line of 64 MB, and a million tiny lines.

import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

const SESSION = "11111111-1111-4111-8111-111111111111";
const STAMP = `"sessionId":"${SESSION}","timestamp":"2026-02-21T10:00:00.000Z"`;

/** A result of a tool in one line. */
export function oneLine(dir: string, bytes: number): void {
  const unit = String.raw`     1→const x = \"y\";\n`;
  write(dir, [
    `{"type":"user",${STAMP},"uuid":"u1","message":{"role":"user","content":[{"type":"tool_result","content":"`,
    unit.repeat(Math.floor(bytes / Buffer.byteLength(unit))),
    `"}]}}\n`,
  ]);
}

/** Records as short as Claude Code writes them. */
export function tinyLines(dir: string, count: number): void {
  const line = `{"type":"mode","mode":"normal","sessionId":"${SESSION}"}\n`;
  write(
    dir,
    Array.from({ length: 100 }, () => line.repeat(count / 100)),
  );
}

function write(dir: string, parts: readonly string[]): void {
  const project = join(dir, "projects", "-home-ana-garden");
  mkdirSync(project, { recursive: true });
  const file = openSync(join(project, `${SESSION}.jsonl`), "w");
  for (const part of parts) writeSync(file, part);
  closeSync(file);
}
