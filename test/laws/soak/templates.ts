/** Logs of agents made from their fixtures: lines as the agent writes them, with ids and times of their own. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../support/random/random.ts";
import { fixturesOf } from "../../support/homes/fixtures.ts";

/** The lines of every log of an agent's fixtures, a list a log. */
export function templatesOf(agent: string, isLog: (name: string) => boolean): readonly (readonly string[])[] {
  return fixturesOf(agent).flatMap(({ home }) =>
    readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && isLog(entry.name))
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8").split("\n").slice(0, -1))
      .filter((lines) => lines.length > 0),
  );
}

/**
 * Some lines of one of the templates, those at its beginning more often. Of one seed, every id and time is another than
 * of every other seed, and equal ones stay equal.
 */
export function linesFrom(templates: readonly (readonly string[])[], seed: number, count: number): Buffer {
  const random = seededRandom(seed);
  const template = templates[random.below(templates.length)] ?? [];
  const start = random.chance(0.6) ? 0 : random.below(template.length);
  const lines: string[] = [];
  for (let at = start; lines.length < count; at++) lines.push(template[at % template.length] ?? "");
  const shiftMs = 1 + random.below(40 * 86_400_000);
  const text = lines.map((line) => `${renamed(line, seed, shiftMs)}\n`).join("");
  // Now and then the last line is still being written.
  return Buffer.from(random.chance(0.15) ? text.slice(0, -1 - random.below(20)) : text);
}

const UUID = /\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-)([0-9a-f]{12})\b/g;
const CALL = /"(id|call_id|callId|toolCallId)":( ?)"([A-Za-z0-9_.-]{1,60})"/g;
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

function renamed(line: string, seed: number, shiftMs: number): string {
  const mark = (id: string) => createHash("sha256").update(`${seed} ${id}`).digest("hex").slice(0, 12);
  return line
    .replaceAll(TIME, (time) => new Date(Date.parse(time) + shiftMs).toISOString())
    .replaceAll(CALL, (whole, key: string, space: string, id: string) =>
      /^[0-9a-f-]{36}$/.test(id) ? whole : `"${key}":${space}"${id}-${mark(id).slice(0, 8)}"`,
    )
    .replaceAll(UUID, (whole, head: string) => head + mark(whole));
}
