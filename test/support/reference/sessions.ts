/** What the reference decoders of agents with a log a session have in common: records, and events on the wire. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { finishedLines, recordsOf, type JsonObject } from "./lines.ts";
import type { ReferenceEvent } from "./record.ts";
import { percentEncode } from "./rules.ts";

/** What a session of an agent is, and where: as far as its log says. */
export interface Place {
  readonly agent: string;
  readonly session: string;
  readonly cwd?: unknown;
  readonly branch?: unknown;
}

/** Writes the events of one log. */
export class EventWriter {
  readonly events: ReferenceEvent[] = [];
  /** What was told of usage, limits and errors, which are asked for apart. */
  readonly usage: ReferenceEvent[] = [];
  readonly #started = new Set<string>();
  readonly #evidence: boolean;

  constructor(evidence: boolean) {
    this.#evidence = evidence;
  }

  /** An event, if its type is wanted; members that are undefined are left out. */
  put(place: Place, type: string, at: string, key: string, fields: Readonly<Record<string, unknown>>): void {
    if (!this.#evidence && (type === "agent_tool_result" || type === "agent_message")) return;
    const end = type === "agent_session" ? `:${String(fields["action"])}` : "";
    const into = ["agent_usage", "agent_limit", "agent_error"].includes(type) ? this.usage : this.events;
    const all = {
      id: `remote.agent:${type}:${at}:${percentEncode(key)}${end}`,
      timestamp: at,
      source: "remote.agent",
      type,
      agent: place.agent,
      session_id: place.session,
      cwd: place.cwd,
      git_branch: place.branch,
      ...fields,
    };
    into.push(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as ReferenceEvent);
  }

  start(place: Place, at: string): void {
    if (this.#started.has(place.session)) return;
    this.#started.add(place.session);
    this.put(place, "agent_session", at, place.session, { action: "started" });
  }
}

export interface LogRecord {
  readonly record: JsonObject;
  readonly bytes: Buffer;
}

/** The objects of a log's finished lines, each with its bytes. */
export function logRecords(bytes: Buffer): readonly LogRecord[] {
  return finishedLines(bytes).flatMap((line) => {
    const { kind, pieces } = recordsOf(line);
    return kind === "record" ? pieces : [];
  });
}

/** The files below a directory with such a name, in byte order of their paths, which are relative to it. */
export function filesBelow(directory: string, isLog: (path: string) => boolean): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter(isLog)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export function readBelow(directory: string, path: string): Buffer {
  return readFileSync(join(directory, path));
}
