// A day of many developers, as a stream gets it: an export of each machine every five minutes in which it was busy.

import { closeSync, openSync, writeSync } from "node:fs";
import { event } from "../../test/support/store/week.ts";
import { seeded, type Random } from "../logs/random.ts";

/** The busy events of five minutes, the spread of days and the mixture of types are those that docs/scale.md tells of. */
const IN_FIVE_MINUTES = 28.8;
const MEDIAN_OF_MEAN = 0.41;
const P95_OF_MEDIAN = 9;
const MOST = 20_000;
const SLOT_MS = 300_000;
const SLOTS = 288;
const FIRST_SLOT = 90;
const OFFICE_SLOTS = 126;
const TEAM = 50;
const DAY = Date.UTC(2026, 2, 3);

export interface Day {
  readonly developers: number;
  /** Of a developer, on average. */
  readonly events: number;
  readonly seed: number;
}

interface Batch {
  readonly developer: number;
  readonly events: number;
}

/** Writes the events in the order in which the machines deliver them; returns how many. The same bytes every time. */
export function writeDay(path: string, { developers, events, seed }: Day): number {
  const random = seeded(seed);
  const slots = Array.from({ length: SLOTS }, (): Batch[] => []);
  for (let developer = 0; developer < developers; developer++) {
    const median = MEDIAN_OF_MEAN * events;
    const total = Math.max(1, Math.min(MOST, Math.round(random.around(median, P95_OF_MEDIAN * median))));
    // One who is very busy has agents that work side by side: more in each five minutes, not more of them than there are.
    const busy = Math.min(OFFICE_SLOTS - 12, Math.ceil(total / IN_FIVE_MINUTES));
    const begin = FIRST_SLOT + random.below(12);
    for (let nth = 0; nth < busy; nth++) {
      const slot = begin + Math.floor((nth * (OFFICE_SLOTS - 12)) / busy);
      const share = Math.floor((total * (nth + 1)) / busy) - Math.floor((total * nth) / busy);
      slots[slot]?.push({ developer, events: share });
    }
  }
  const out = openSync(path, "w");
  let written = 0;
  for (const [slot, batches] of slots.entries())
    for (const batch of batches) {
      writeSync(out, linesOf(batch, slot, written, random));
      written += batch.events;
    }
  closeSync(out);
  return written;
}

function linesOf({ developer, events }: Batch, slot: number, before: number, random: Random): string {
  const machine = `laptop-${developer}`;
  const session = uuidOf(developer, slot >> 3);
  const where = {
    session,
    machine,
    cwd: `/home/dev${developer}/project-${(developer + (slot >> 3)) % 7}`,
    branch: `feature-${developer % 90}`,
  };
  let text = "";
  let call = random.hex(24);
  for (let nth = 0; nth < events; nth++) {
    const at = new Date(DAY + slot * SLOT_MS + Math.floor((nth * SLOT_MS) / events) + random.below(90)).toISOString();
    const kind = kindOf(nth, random);
    // A result is of the call before it.
    if (kind.type !== "agent_tool_result") call = random.hex(24);
    const { id, ...rest } = event(kind.type, at, {
      ...where,
      ...kind.fields,
      call: `${call}${numbered(before + nth)}`,
    });
    text += `${JSON.stringify({ id: `${machine}:${id}`, ...rest })}\n`;
  }
  return text;
}

/** The digits at the end of each ID, by which an event is known again when it is read back. */
export const DIGITS = 8;

function numbered(nth: number): string {
  return nth.toString(16).padStart(DIGITS, "0");
}

/** The team that a developer's subject names. */
export function teamOf(machine: string): string {
  return `team-${Math.floor(Number(machine.slice(machine.indexOf("-") + 1)) / TEAM)}`;
}

function uuidOf(developer: number, nth: number): string {
  const digits = seeded(developer * 1000 + nth).hex(32);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
}

const TOOLS: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ["Read", "file_read"],
  ["Edit", "file_edit"],
  ["Bash", "shell"],
  ["Grep", "search"],
];

function kindOf(nth: number, random: Random): { readonly type: string; readonly fields: object } {
  const chance = random.next();
  if (chance < 0.377) {
    const [tool, tool_kind] = random.pick(TOOLS);
    const file = `src/part-${random.below(400)}.ts`;
    return { type: "agent_tool_use", fields: { tool, tool_kind, ...(tool === "Bash" ? undefined : { file }) } };
  }
  if (chance < 0.753) return { type: "agent_tool_result", fields: { ok: true, duration_ms: random.below(9000) } };
  if (chance < 0.95)
    return { type: "agent_message", fields: { length: random.below(4000), model: "claude-opus-4-5-20251101" } };
  if (chance < 0.972)
    return {
      type: "user_message",
      fields: { length: random.below(900), has_image: false, permission_mode: "default" },
    };
  if (chance < 0.982) return { type: "user_action", fields: { action: "command" } };
  if (chance < 0.99) return { type: "agent_turn", fields: { action: "ended", duration_ms: 1000 + nth * 997 } };
  return { type: "agent_session", fields: { action: "started" } };
}
