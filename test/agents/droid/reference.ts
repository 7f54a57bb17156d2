/** Sessions of Droid, read whole from the notes on the format; shares no code with the program. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { member } from "../../support/reference/lines.ts";
import type { ReferenceEvent } from "../../support/reference/record.ts";
import { pathGiven } from "../../support/reference/path-given.ts";
import { kindOfTool, readId, readText, readTime } from "../../support/reference/rules.ts";
import { EventWriter, filesBelow, logRecords, readBelow } from "../../support/reference/sessions.ts";

const PEOPLE = new Set<unknown>(["cli_tui", "desktop", "web", "cli_acp", "slack", "microsoft-teams", "jira", "linear"]);
const PROGRAMS = ["cli_exec", "sdk", "api", "sessions_api", "automation"];
const SERVICES = ["readiness-remediation", "readiness-evaluation", "wiki-generation", "wiki-ci-setup"];
const ASKING = new Set(["AskUser", "ExitSpecMode"]);
const NEVER_APPROVED = /^(AskUser|ExitSpecMode|Read|LS|Grep|Glob)$/;

function kindOf(tool: string): string {
  const own: Record<string, string> = { Execute: "shell", Create: "file_write", FetchUrl: "web", WebSearch: "web" };
  if (["GenerateDroid", "ConnectorSearch"].includes(tool)) return "other";
  return (Object.hasOwn(own, tool) ? own[tool] : undefined) ?? kindOfTool(tool);
}

interface Turn {
  readonly id: string;
  readonly from: number;
  last: string | undefined;
  /** Whether a tool may have waited for an approval in it. */
  isUnsure: boolean;
  readonly asked: Map<string, { readonly tool: string; readonly since: number }>;
  readonly pauses: (readonly [number, number])[];
}

/** The events of one session's log; `name`: the session by its file, `tags`: what its settings say. */
export function referenceDroidSession(
  name: string,
  bytes: Buffer,
  { tags = [], evidence = false }: { readonly tags?: readonly string[]; readonly evidence?: boolean } = {},
): ReferenceEvent[] {
  const writer = new EventWriter(evidence);
  let head: object | undefined;
  let copiedTo: string | undefined;
  let parent: string | undefined;
  let turns: Turn[] = [];
  let calls = new Map<string, { readonly key: string; readonly tool: string }>();
  for (const { record, bytes: line } of logRecords(bytes)) {
    const type = member(record, "type");
    if (type === "session_start") {
      head = record;
      copiedTo = readId(member(record, "forkedAtMessageId"));
      parent = copiedTo === undefined ? undefined : readId(member(record, "parent"));
      turns = [];
      calls = new Map();
      continue;
    }
    const own = readId(member(head, "id")) ?? readId(name);
    const caller = readId(member(head, "callingSessionId"));
    if (own === undefined) continue;
    const isCopy = copiedTo !== undefined;
    if (type === "message" && !isCopy) parent = undefined;
    const place = { agent: "droid", session: caller ?? parent ?? own, cwd: readText(member(head, "cwd"), 2048) };
    const start = (when: string): void => {
      if (caller === undefined && !isCopy) writer.start(place, when);
    };
    const agentId = caller === undefined ? undefined : own;
    if (type === "agent_turn_outcome") {
      const index = turns.findIndex(({ id }) => id === member(record, "turnId"));
      const turn = turns[index];
      const isDone = ["completed", "spec_handoff"].includes(member(record, "reason") as string);
      if (turn?.last === undefined || turn.isUnsure || !isDone || caller !== undefined) continue;
      const end = Date.parse(turn.last);
      const open = [...turn.asked.values()].map(({ since }): readonly [number, number] => [since, end]);
      writer.put(place, "agent_turn", turn.last, turn.id, {
        action: "ended",
        duration_ms: Math.max(0, end - turn.from - union([...turn.pauses, ...open])),
      });
      turns = turns.slice(index + 1);
      continue;
    }
    if (type === "compaction_state") {
      const when = readTime(member(record, "timestamp"));
      if (when !== undefined && caller === undefined)
        writer.put(place, "agent_session", when, place.session, { action: "compacted" });
      continue;
    }
    if (type !== "message") continue;
    const id = readId(member(record, "id"));
    if (id === copiedTo) copiedTo = undefined;
    const at = readTime(member(record, "timestamp"));
    const message = member(record, "message");
    if (at === undefined || typeof message !== "object" || Array.isArray(message)) continue;
    const key = id ?? `line-${createHash("sha256").update(line).digest("hex").slice(0, 16)}`;
    const content = member(message, "content");
    const blocks: unknown[] = Array.isArray(content) ? content : typeof content === "string" ? [content] : [];
    const typed = (kind: string) => blocks.filter((block) => member(block, "type") === kind);
    const texts = blocks.flatMap((block) => {
      const text = typeof block === "string" ? block : member(block, "type") === "text" ? member(block, "text") : 0;
      return typeof text === "string" ? [text] : [];
    });
    const text = texts.join("\n").trim();
    const isPlain =
      [undefined, "both"].includes(member(message, "visibility") as undefined) &&
      member(message, "hiddenFromUserViews") !== true &&
      member(message, "hookEventName") === undefined;
    const role = member(message, "role");
    if (role === "assistant") {
      start(at);
      for (const turn of turns) turn.last = at;
      for (const [index, block] of blocks.entries()) {
        if (member(block, "type") !== "tool_use") continue;
        const tool = readText(member(block, "name"), 10_000) ?? "unknown";
        const callKey = `${key}-${index}`;
        const modelId = readId(member(block, "id"));
        if (modelId !== undefined) calls.set(modelId, { key: callKey, tool });
        writer.put(place, "agent_tool_use", at, callKey, {
          tool: readText(tool, 256),
          tool_kind: kindOf(tool),
          file: readText(pathGiven(kindOf(tool), member(block, "input")), 2048),
          agent_id: agentId,
        });
        for (const turn of turns) turn.isUnsure ||= !NEVER_APPROVED.test(tool);
        if (ASKING.has(tool)) for (const turn of turns) turn.asked.set(callKey, { tool, since: Date.parse(at) });
      }
      const isAnswer = text !== "" && typed("tool_use").length === 0 && isPlain;
      if (isAnswer && member(message, "isError") !== true)
        writer.put(place, "agent_message", at, key, {
          length: Buffer.byteLength(text.toWellFormed()),
          model: readText(member(message, "modelId"), 256),
          agent_id: agentId,
        });
      continue;
    }
    const results = typed("tool_result");
    const from = member(message, "userMessageSource");
    const byProgram = [...PROGRAMS, ...SERVICES].includes(from as string);
    const isKnown = from === undefined || byProgram || PEOPLE.has(from);
    if (role === "user" && isPlain && isKnown && results.length === 0) {
      const written = withoutElements(text);
      const images = typed("image").length > 0;
      if (written !== "" || images || typed("document").length > 0) {
        if (caller !== undefined) continue;
        start(at);
        writer.put(place, "user_message", at, key, {
          length: Buffer.byteLength(written.toWellFormed()),
          has_image: images,
          permission_mode: readText(member(message, "interactionMode"), 256),
          automated: byProgram ? true : undefined,
        });
        turns.push({ id: key, from: Date.parse(at), last: undefined, isUnsure: false, asked: new Map(), pauses: [] });
        continue;
      }
    }
    for (const block of results) {
      const modelId = readId(member(block, "tool_use_id")) ?? "";
      const of = calls.get(modelId);
      if (of === undefined) continue;
      calls.delete(modelId);
      const call = of.key;
      start(at);
      const ok = member(block, "is_error") !== true;
      writer.put(place, "agent_tool_result", at, call, { ok, agent_id: agentId });
      const isPlan = of.tool === "ExitSpecMode";
      for (const turn of turns) {
        turn.last = at;
        turn.isUnsure ||= !NEVER_APPROVED.test(of.tool);
        const asked = turn.asked.get(call);
        if (asked === undefined) continue;
        turn.asked.delete(call);
        turn.pauses.push([asked.since, Date.parse(at)]);
      }
      const action = isPlan ? decided(member(block, "content")) : undefined;
      if (action !== undefined && caller === undefined) writer.put(place, "user_action", at, key, { action });
    }
  }
  return tagged(writer.events, tags);
}

function tagged(events: ReferenceEvent[], tags: readonly string[]): ReferenceEvent[] {
  const isPersons = ({ type }: ReferenceEvent) => type === "user_message" || type === "user_action";
  const isAgents = ["subagent", "mission-worker", "software-factory-worker", "software-factory-subagent"].some((tag) =>
    tags.includes(tag),
  );
  if (isAgents) return events.filter((event) => !isPersons(event) && event["type"] !== "agent_session");
  if (!tags.includes("exec") && !tags.includes("automation")) return events;
  return events.map((event) => (isPersons(event) ? { ...event, automated: true } : event));
}

function decided(content: unknown): string | undefined {
  const blocks: unknown[] = Array.isArray(content) ? content : [content];
  const text = blocks
    .map((block) => (typeof block === "string" ? block : member(block, "type") === "text" ? member(block, "text") : 0))
    .filter((each) => typeof each === "string")
    .join("\n")
    .trim();
  const approvals = [
    "Spec mode exited. The user approved",
    "Specification was approved",
    "Specification has been approved",
  ];
  if (approvals.some((start) => text.startsWith(start))) return "approve";
  return text.startsWith("Plan not approved") ? "reject" : undefined;
}

function withoutElements(text: string): string {
  let left = text;
  for (const name of ["system-reminder", "system-notification", "remote-delegation-instructions"]) {
    const [open, close] = [`<${name}>`, `</${name}>`];
    let kept = "";
    for (let start = left.indexOf(open); start !== -1; start = left.indexOf(open)) {
      const end = left.indexOf(close, start + open.length);
      if (end === -1) break;
      kept += left.slice(0, start);
      left = left.slice(end + close.length);
    }
    left = kept + left;
  }
  return left.trim();
}

/** How long some spans are together, what overlaps once. */
function union(spans: readonly (readonly [number, number])[]): number {
  let [length, covered] = [0, -Infinity];
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    length += Math.max(0, to - Math.max(from, covered));
    covered = Math.max(covered, to);
  }
  return length;
}

/** Every session below a directory of Droid. */
export function referenceDroid(directory: string, evidence = false): ReferenceEvent[] {
  const top = join(directory, "sessions");
  return filesBelow(top, (path) => path.endsWith(".jsonl") && path.split("/").length <= 2).flatMap((path) => {
    const settings = join(top, path.replace(/\.jsonl$/, ".settings.json"));
    const tags = tagsIn(settings) ?? tagsIn(`${settings}.bak`) ?? [];
    return referenceDroidSession(basename(path, ".jsonl"), readBelow(top, path), { tags, evidence });
  });
}

function tagsIn(path: string): string[] | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const tags = member(JSON.parse(readFileSync(path, "utf8")), "tags");
    const names = (Array.isArray(tags) ? tags : []).map((tag) => member(tag, "name"));
    return names.filter((name) => typeof name === "string");
  } catch {
    return undefined;
  }
}
