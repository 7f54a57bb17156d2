// How many events a day and an hour of an agent have, and how large they are:  tt events | node bench/scale/events-a-day.ts
//
// A day is one of UTC, of one home folder and one agent; days without events are not counted. An agent is at work in
// five minutes in which its session has an event.

import { text } from "node:stream/consumers";
import { zstdCompressSync } from "node:zlib";

interface Told {
  readonly id: string;
  readonly timestamp: string;
  readonly agent: string;
  readonly session_id?: string;
  readonly cwd?: string;
}

const MINUTES = 5;
const HOME = /^(?:\/home|\/Users|[A-Z]:\\Users)[/\\][^/\\]+/;

const lines = await text(process.stdin);
const events = new Map<string, Told>();
for (const line of lines.split("\n"))
  if (line !== "") {
    const event = JSON.parse(line) as Told;
    if (!events.has(event.id)) events.set(event.id, event);
  }
if (events.size === 0) throw new Error("there are no events on the standard input");

const days = counted(({ cwd = "", agent, timestamp }) => `${HOME.exec(cwd)?.[0]} ${agent} ${timestamp.slice(0, 10)}`);
const busy = counted(
  ({ session_id, timestamp }) => `${session_id} ${Math.floor(Date.parse(timestamp) / 60_000 / MINUTES)}`,
);
console.log(`events: ${events.size}, on ${days.length} days; bytes each: ${perEvent(Buffer.from(lines))}`);
console.log(`bytes each, compressed together (zstd): ${perEvent(zstdCompressSync(lines))}`);
console.log(`a day: ${spread(days)}`);
console.log(`five minutes of an agent at work: ${spread(busy)}`);
console.log(`an hour of an agent at work: ${Math.round((events.size / busy.length) * (60 / MINUTES))}`);

/** How many events there are of each key, in order. */
function counted(keyOf: (event: Told) => string): readonly number[] {
  const counts = new Map<string, number>();
  for (const event of events.values()) counts.set(keyOf(event), (counts.get(keyOf(event)) ?? 0) + 1);
  return [...counts.values()].toSorted((a, b) => a - b);
}

function spread(counts: readonly number[]): string {
  const at = (share: number) => counts[Math.min(counts.length - 1, Math.floor(share * counts.length))];
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return `mean ${mean.toFixed(1)}, median ${at(0.5)}, 90% ${at(0.9)}, 95% ${at(0.95)}, most ${at(1)}`;
}

function perEvent({ length }: Uint8Array): string {
  return (length / events.size).toFixed(1);
}
