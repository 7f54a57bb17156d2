/** What a second, independent decoder of text logs gives: the wire, from its description alone. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { finishedLines } from "./lines.ts";
import { readTime } from "./rules.ts";
import { encoded, type WireEvent } from "./wire.ts";

/** What a line says: members of the event, in any order, with its time and its message as they stand in the line. */
export interface Said {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly rest: Readonly<Record<string, string | true | undefined>>;
}

const ORDER = ["session_id", "cwd", "level", "service", "provider", "model", "length", "local_time"];

/** The events of the logs in a directory whose names fit, in the order of their names. */
export function referenceTextLogs(
  directory: string,
  agent: string,
  { isLog, read }: { readonly isLog: RegExp; readonly read: (line: string) => Said | undefined },
): readonly WireEvent[] {
  const names = readdirSync(directory).filter((name) => isLog.test(name));
  const ordered = names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return ordered.flatMap((name) => eventsOf(readFileSync(join(directory, name)), agent, read));
}

function eventsOf(bytes: Buffer, agent: string, read: (line: string) => Said | undefined): readonly WireEvent[] {
  const times = new Map<string, number>();
  const events: WireEvent[] = [];
  for (const { raw, opensLog } of finishedLines(bytes)) {
    const clean = cleaned(raw, opensLog);
    const said = read(clean.toString("utf8"));
    const timestamp = said === undefined ? undefined : readTime(said.time);
    if (said === undefined || timestamp === undefined) continue;
    const name = `line-${createHash("sha256").update(clean).digest("hex").slice(0, 16)}`;
    const before = times.get(name) ?? 0;
    times.set(name, before + 1);
    const key = before > 0 ? `${name}.${before}` : name;
    const length = Buffer.byteLength(said.message.trim());
    const members: Record<string, string | number | true | undefined> = {
      ...said.rest,
      level: said.level.toLowerCase(),
      length,
    };
    const head = {
      id: `remote.agent:log_line:${timestamp}:${encoded(key)}`,
      timestamp,
      source: "remote.agent",
      type: "log_line",
      agent,
    };
    const told = ORDER.flatMap((member) => {
      const value = members[member];
      return value === undefined || value === "" ? [] : [[member, value] as const];
    });
    events.push({ ...head, ...Object.fromEntries(told) });
  }
  return events;
}

function cleaned(raw: Buffer, opensLog: boolean): Buffer {
  const text = raw.toString("latin1");
  const unmarked = opensLog && text.startsWith("\xef\xbb\xbf") ? text.slice(3) : text;
  return Buffer.from(unmarked.replaceAll("\0", "").replace(/\r$/, ""), "latin1");
}
