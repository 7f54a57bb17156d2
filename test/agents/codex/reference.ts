/** Rollouts of Codex, read whole and slowly from the notes on the format; shares no code with the program. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { finishedLines, member, recordsOf, type JsonObject } from "../../support/reference/lines.ts";
import type { ReferenceEvent } from "../../support/reference/record.ts";
import { declined, endOfItem, endOfOutput, opinionOf, outputOf, said } from "./reference-outputs.ts";
import { pathGiven } from "../../support/reference/path-given.ts";
import { kindOfTool, percentEncode, readId, readText, readTime } from "../../support/reference/rules.ts";

/** Codex's own names for tools, where the general table would be wrong. */
function kindOf(tool: string): string {
  if (["write_stdin", "unified_exec", "container.exec"].includes(tool)) return "shell";
  if (["tool_search", "read_mcp_resource"].includes(tool)) return "other";
  if (tool === "view_image") return "file_read";
  if (tool === "list_dir") return "search";
  if (tool === "send_input") return "sub_agent";
  return tool === "web_search" ? "web" : kindOfTool(tool);
}

interface Row {
  readonly kind: unknown;
  readonly payload: JsonObject;
  readonly time: string | undefined;
  readonly ordinal: number | undefined;
}

interface Head {
  readonly id: string;
  readonly payload: JsonObject;
}

const get = (value: unknown, ...path: string[]): unknown => path.reduce(member, value);
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** The events of one rollout, with those of evidence if asked for. */
export function referenceRollout(name: string, bytes: Buffer, evidence = false): ReferenceEvent[] {
  const objects = finishedLines(bytes).flatMap((line) => {
    const { kind, pieces } = recordsOf(line);
    return kind === "record" ? pieces.map(({ record }) => record) : [];
  });
  const rollout = new Rollout(name);
  for (const object of objects) rollout.take(object);
  const isMore = (type: unknown): boolean => type === "agent_tool_result" || type === "agent_message";
  return rollout.events.filter(({ type }) => evidence || !isMore(type));
}

/** Every rollout of a Codex home, one of each name. */
export function referenceCodex(home: string, evidence = false): ReferenceEvent[] {
  const found = new Map<string, string>();
  for (const top of ["sessions", "archived_sessions"]) {
    for (const path of filesBelow(join(home, top)).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
      const name = basename(path, ".zst");
      if (!/^rollout-.*\.jsonl$/.test(name)) continue;
      const before = found.get(name);
      if (before === undefined || (before.endsWith(".zst") && !path.endsWith(".zst"))) found.set(name, path);
    }
  }
  return [...found].flatMap(([name, path]) => {
    const bytes = readFileSync(path);
    return referenceRollout(name, path.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes, evidence);
  });
}

function filesBelow(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

class Rollout {
  readonly events: ReferenceEvent[] = [];
  readonly #name: string;
  #head: Head | undefined;
  #headIsGuessed = false;
  #bare = false;
  #started = false;
  #cwd: unknown;
  #branch: unknown;
  #scripted = false;
  /** Rows that are left out since they may be copies: undecided, copied, or over. */
  #copying: "no" | "maybe" | "yes" | "over" = "no";
  #turnsTell = false;
  #before: string | undefined;
  #said: string | undefined;
  /** The words of a message whose only block is of the kind of heartbeats, before the next prompt. */
  #beat: string | undefined;
  #policy: string | undefined;
  #reviewer: unknown;
  #model: string | undefined;
  /** The turn that was begun and not yet ended. */
  #open: { id: string | undefined; since: string; trigger: unknown; came: Set<"shell" | "more"> } | undefined;
  /** When the agent spoke last. */
  #spoke = "";
  /** The last `exec` or `user` that a turn said, until a prompt comes in one that says neither. */
  #trigger: unknown;
  /** Calls without an output yet, the oldest first, of the kinds that make a difference. */
  #pending: { id: string; why: "question" | "permissions" | "script" }[] = [];
  readonly #seenTimes = new Map<string, { at: string; count: number }>();

  constructor(name: string) {
    this.#name = name;
  }

  take(object: JsonObject): void {
    const payload = member(object, "payload");
    const kind = member(object, "type");
    if (typeof kind === "string" && typeof payload === "object" && payload !== null && !Array.isArray(payload)) {
      const ordinal = member(object, "ordinal");
      this.#row({
        kind,
        payload: payload as JsonObject,
        time: readTime(member(object, "timestamp")),
        ordinal: typeof ordinal === "number" && Number.isSafeInteger(ordinal) ? ordinal : undefined,
      });
      return;
    }
    if (this.#head !== undefined || ["type", "payload", "record_type"].some((key) => Object.hasOwn(object, key)))
      return;
    const id = readId(member(object, "id"));
    const time = readTime(member(object, "timestamp"));
    if (id === undefined || time === undefined) return;
    this.#head = { id, payload: {} };
    this.#bare = true;
    this.#cwd = member(object, "cwd");
    this.#branch = get(object, "git", "branch");
    this.#begin(time);
  }

  #row(row: Row): void {
    if (row.kind === "session_meta") {
      this.#headRow(row);
      return;
    }
    if (!["turn_context", "event_msg", "response_item", "compacted"].includes(row.kind as string)) return;
    this.#head ??= this.#headOfName();
    if (this.#head === undefined || !this.#isOwn(row, this.#head)) return;
    if (row.kind === "turn_context") {
      this.#cwd = text(get(row.payload, "cwd")) ?? this.#cwd;
      const policy = get(row.payload, "approval_policy");
      const word = typeof policy === "object" && !Array.isArray(policy) ? Object.keys(policy ?? {})[0] : policy;
      this.#policy = text(word) ?? this.#policy;
      this.#reviewer = get(row.payload, "approvals_reviewer");
      this.#model = text(get(row.payload, "model")) ?? this.#model;
      return;
    }
    const { time } = row;
    if (time === undefined) return;
    const { worker, parent, continued } = this.#standing(this.#head);
    const tellsStart = parent === undefined && !continued;
    if (row.kind === "compacted") {
      if (this.#started && !worker) this.#put("agent_session", time, this.#session(), { action: "compacted" });
      return;
    }
    if (tellsStart && !worker) this.#begin(time);
    for (const event of this.#eventsOf(row, this.#head, worker)) {
      if (tellsStart && event.type === "agent_tool_use") this.#begin(time);
      if (tellsStart && !this.#started) continue;
      this.#put(event.type, time, event.key, event.fields);
    }
  }

  #headRow({ payload, time }: Row): void {
    const id = readId(member(payload, "id")) ?? readId(member(payload, "session_id"));
    if (id === undefined) return;
    const adopts = this.#head === undefined || (this.#headIsGuessed && this.#head.id === id);
    if (adopts) {
      this.#head = { id, payload };
      this.#headIsGuessed = false;
      this.#copying =
        this.#standing(this.#head).worker || member(payload, "forked_from_id") !== undefined ? "maybe" : "no";
      this.#turnsTell = false;
      this.#cwd = text(member(payload, "cwd")) ?? this.#cwd;
      this.#branch = text(get(payload, "git", "branch")) ?? this.#branch;
    } else if (this.#copying !== "over") {
      if (id !== this.#head?.id) {
        this.#copying = "yes";
        this.#turnsTell = false;
        this.#before = time;
      } else if (this.#copying === "yes") this.#copying = "over";
    }
  }

  #headOfName(): Head | undefined {
    const ids = this.#name.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=[_.])/g);
    this.#headIsGuessed = true;
    return ids === null ? undefined : { id: ids[0], payload: { cli_version: "guessed" } };
  }

  #isOwn({ payload, time, ordinal }: Row, head: Head): boolean {
    const first = member(head.payload, "subagent_history_start_ordinal");
    if (typeof first === "number" && ordinal !== undefined) return ordinal >= first;
    if (this.#copying === "no" || this.#copying === "over") return true;
    const [turnBirth, birth] = [readId(member(payload, "turn_id")), head.id].map((id) =>
      id !== undefined && /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(id)
        ? Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)
        : undefined,
    );
    if (turnBirth !== undefined && birth !== undefined) {
      this.#turnsTell = true;
      this.#copying = turnBirth < birth ? "yes" : "over";
    } else if (this.#copying === "yes" && !this.#turnsTell && this.#before !== undefined && time !== undefined) {
      if (Date.parse(time) >= Date.parse(this.#before) + 1000) this.#copying = "maybe";
    }
    this.#before = time ?? this.#before;
    return this.#copying !== "yes";
  }

  /** Whether a program drives the thread, whose work it then does, and whether its start is told by an earlier page. */
  #standing({ id, payload }: Head): { worker: boolean; parent: string | undefined; continued: boolean } {
    const source = member(payload, "source");
    const threadSource = text(member(payload, "thread_source"));
    const worker =
      ["subagent", "guardian_review", "memory_consolidation"].includes(threadSource ?? "") ||
      source === "subagent" ||
      member(source, "subagent") !== undefined ||
      member(source, "internal") !== undefined;
    const base = member(payload, "history_base");
    const continued =
      typeof base === "object" && !Array.isArray(base) && member(payload, "forked_from_id") === undefined;
    if (!worker) return { worker, parent: undefined, continued };
    const root = readId(member(payload, "session_id"));
    if (root !== undefined && root !== id) return { worker, parent: root, continued };
    const spawn = get(source, "subagent", "thread_spawn");
    const depth = member(spawn, "depth");
    const nested = typeof depth === "number" && depth > 1;
    const named = readId(member(payload, "parent_thread_id")) ?? readId(member(spawn, "parent_thread_id"));
    return { worker, parent: nested || named === id ? undefined : named, continued };
  }

  #eventsOf(row: Row, head: Head, worker: boolean): Told[] {
    const { kind, payload, time = "" } = row;
    const mode = member(head.payload, "history_mode");
    const paginated = mode === "paginated" || (mode !== "legacy" && row.ordinal !== undefined);
    const what = member(payload, "type");
    const numbered = (type: string): string => {
      const seen = this.#seenTimes.get(type);
      const count = seen?.at === time ? seen.count + 1 : 0;
      this.#seenTimes.set(type, { at: time, count });
      return count === 0 ? head.id : `${head.id}.${count}`;
    };
    const told: Told[] = [];
    const tell = (type: string, id: string | undefined, fields: Told["fields"]) =>
      told.push({ type, key: id ?? numbered(type), fields });
    const agent_id = worker ? head.id : undefined;

    const call = kind === "response_item" ? responseCall(payload) : undefined;
    if (call !== undefined) {
      this.#open?.came.add("more");
      this.#scripted = ["exec", "wait", "js"].includes(call.tool) && call.named;
      this.#await(payload, this.#scripted && paginated);
    }
    const item = kind === "event_msg" && paginated && what === "item_completed" ? member(payload, "item") : undefined;
    const ofItem = item === undefined ? undefined : itemCall(item, this.#scripted);
    const counted = this.#scripted && paginated ? ofItem : (call ?? ofItem);
    if (counted !== undefined)
      tell("agent_tool_use", counted.id, {
        cwd: readText(counted.cwd ?? this.#cwd, 2048),
        tool: readText(counted.tool, 256),
        tool_kind: kindOf(counted.tool),
        file: readText(counted.file, 2048),
        timeout_ms: counted.timeout,
        agent_id,
      });

    const output = kind === "response_item" ? outputOf(payload) : undefined;
    const why = output?.id === undefined ? undefined : this.#answered(output.id);
    if (!worker) {
      const scheduled = member(head.payload, "thread_source") === "automation";
      const byHead = scheduled || member(head.payload, "source") === "exec";
      const automatedBy = (trigger: unknown): true | undefined =>
        trigger === "exec" || (trigger !== "user" && byHead) ? true : undefined;
      if (what === "task_started" || what === "turn_started") {
        const trigger = kind === "event_msg" ? get(payload, "turn_attribution", "turn_trigger") : undefined;
        if (trigger === "exec" || trigger === "user") this.#trigger = trigger;
      }
      const isCodex = this.#bare || member(head.payload, "cli_version") !== undefined;
      const isUser =
        kind === "response_item" && member(payload, "role") === "user" && (what === undefined || what === "message");
      const kinds = get(payload, "internal_chat_message_metadata_passthrough", "content_item_kinds");
      const kindOfBlock = (at: number): unknown => (Array.isArray(kinds) ? kinds[at] : undefined);
      if (isUser && Array.isArray(kinds) && kinds.length === 1 && kinds[0] === "user.heartbeat")
        this.#beat = wholePrompt(parts(member(payload, "content")))?.text.toWellFormed() ?? this.#beat;
      let prompt = promptOf(row, what, paginated, isCodex, isUser);
      if (prompt !== undefined && !paginated && !isCodex) {
        const words = prompt.text.toWellFormed();
        if (kind === "event_msg" && this.#said === words) prompt = undefined;
        this.#said = kind === "event_msg" ? undefined : words;
      }
      const bySchedule = prompt !== undefined && (prompt.bySchedule || prompt.text.toWellFormed() === this.#beat);
      if (prompt !== undefined) {
        this.#beat = undefined;
        const [turn, open] = [readId(member(payload, "turn_id")), this.#open];
        const isOther = open?.id !== undefined && turn !== undefined && open.id !== turn;
        this.#trigger = isOther ? undefined : open?.trigger;
        if (!isOther) open?.came.add("more");
      }
      if (prompt !== undefined && !(scheduled && bySchedule))
        tell("user_message", undefined, {
          length: Buffer.byteLength(prompt.text.toWellFormed()),
          has_image: prompt.image,
          permission_mode: readText(this.#policy, 256),
          automated: bySchedule ? true : automatedBy(this.#trigger),
        });

      const isShell = ({ text: words }: Part, at: number) =>
        words.trimStart().startsWith("<user_shell_command>") && kindOfBlock(at) !== "user.text";
      const reviewed = this.#reviewer !== undefined && this.#reviewer !== "user";
      const mayRefuse = this.#policy !== "never" && !reviewed;
      let action: string | undefined;
      let about: string | undefined;
      if (kind === "event_msg" && what === "turn_aborted" && member(payload, "reason") === "interrupted")
        action = "interrupt";
      else if (isUser && parts(member(payload, "content")).some(isShell)) action = "shell";
      else if (kind === "event_msg" && what === "thread_goal_updated") action = this.#goal(payload);
      else if (output !== undefined) {
        const opinion = opinionOf(output, why);
        if (opinion === "answer" || mayRefuse) [action, about] = [opinion, output.id];
      } else if (mayRefuse && ofItem !== undefined && declined(item)) [action, about] = ["reject", ofItem.id];
      else if (mayRefuse && kind === "response_item") action = noteOf(payload);
      if (action === "shell") this.#open?.came.add("shell");
      if (action !== undefined) tell("user_action", about, { action, automated: automatedBy(this.#trigger) });

      const took = kind === "event_msg" ? this.#turn(what, payload, time) : undefined;
      if (took !== undefined)
        tell("agent_turn", readId(member(payload, "turn_id")), { action: "ended", duration_ms: took });
    }

    if (output !== undefined) {
      if (output.id !== undefined && why !== "script")
        tell("agent_tool_result", output.id, { ...endOfOutput(output), agent_id });
    } else if (ofItem?.id !== undefined) tell("agent_tool_result", ofItem.id, { ...endOfItem(item), agent_id });
    else if (kind === "response_item" && what === "message" && member(payload, "role") === "assistant") {
      const words = said(member(payload, "content")).trim();
      if (words !== "") {
        this.#spoke = time;
        tell("agent_message", undefined, {
          length: Buffer.byteLength(words.toWellFormed()),
          model: readText(this.#model, 256),
          agent_id,
        });
      }
    }
    return told;
  }

  /** Keeps a call in mind whose output says something by what the call was. */
  #await(payload: JsonObject, hidden: boolean): void {
    const id = readId(member(payload, "call_id"));
    const name = member(payload, "name");
    const why = hidden
      ? "script"
      : name === "request_user_input"
        ? "question"
        : name === "request_permissions"
          ? "permissions"
          : undefined;
    if (id === undefined || why === undefined) return;
    const known = this.#pending.find((pending) => pending.id === id);
    if (known === undefined) this.#pending.push({ id, why });
    else known.why = why;
    this.#pending = this.#pending.slice(-16);
  }

  #answered(id: string): "question" | "permissions" | "script" | undefined {
    const found = this.#pending.find((pending) => pending.id === id);
    this.#pending = this.#pending.filter((pending) => pending !== found);
    return found?.why;
  }

  #goal(payload: JsonObject): string | undefined {
    const status = get(payload, "goal", "status");
    const own = /^(?:complete|blocked|(?:budget|usage)(?:_l|L)imited)$/.test(typeof status === "string" ? status : "");
    return this.#open === undefined && !own && readId(member(payload, "turn_id")) === undefined ? "command" : undefined;
  }

  /** How long the turn took that ends here. */
  #turn(what: unknown, payload: JsonObject, time: string): number | undefined {
    const id = readId(member(payload, "turn_id"));
    if (what === "task_started" || what === "turn_started") {
      this.#open = { id, since: time, trigger: get(payload, "turn_attribution", "turn_trigger"), came: new Set() };
      return undefined;
    }
    const isDone = what === "task_complete" || what === "turn_complete";
    if (!isDone && what !== "turn_aborted") return undefined;
    const open = this.#open;
    if (open?.id === undefined || id === undefined || open.id === id) {
      this.#open = undefined;
      const isShellAlone = open?.came.has("shell") === true && !open.came.has("more") && this.#spoke < open.since;
      if (isShellAlone) return undefined;
    }
    let took: unknown = member(payload, "duration_ms") ?? undefined;
    if (took === undefined && isDone && open !== undefined && open.id === id)
      took = Date.parse(time) - Date.parse(open.since);
    if (typeof took !== "number" || (id ?? "").indexOf("external-import-turn-") === 0) return undefined;
    return took >= 0 && took <= 1e10 ? Math.floor(took) : undefined;
  }

  #begin(time: string): void {
    if (this.#started) return;
    this.#started = true;
    this.#put("agent_session", time, this.#session(), { action: "started" });
  }

  #session(): string {
    if (this.#head === undefined) return "";
    return this.#standing(this.#head).parent ?? this.#head.id;
  }

  #put(type: string, time: string, key: string, fields: Readonly<Record<string, unknown>>): void {
    const id = `remote.agent:${type}:${time}:${percentEncode(key)}${type === "agent_session" ? `:${String(fields["action"])}` : ""}`;
    const { cwd = readText(this.#cwd, 2048), ...others } = fields;
    const event = {
      id,
      timestamp: time,
      source: "remote.agent",
      type,
      agent: "codex",
      session_id: this.#session(),
      cwd,
      git_branch: readText(this.#branch, 2048),
      ...others,
    };
    this.events.push(
      Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as unknown as ReferenceEvent,
    );
  }
}

interface Told {
  readonly type: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface ToldCall {
  readonly tool: string;
  readonly named: boolean;
  readonly id: string | undefined;
  readonly file?: string | undefined;
  readonly cwd?: string | undefined;
  readonly timeout?: number | undefined;
}

/** The name of a tool of a server's or an application's. */
function joined(space: string | undefined, name: string): string {
  if (space === undefined) return name;
  return space.at(-1) === "_" || name[0] === "_" ? `${space}${name}` : `${space}__${name}`;
}

function timeoutIn(tool: string, input: unknown): number | undefined {
  const limit = member(input, "timeout_ms") ?? member(input, "timeout");
  if (kindOf(tool) !== "shell" || typeof limit !== "number" || !(limit >= 0) || limit > 1e10) return undefined;
  return Math.floor(limit);
}

function noteOf(payload: JsonObject): string | undefined {
  if (member(payload, "type") !== "message" || member(payload, "role") !== "developer") return undefined;
  const words = said(member(payload, "content"));
  if (/^(?:Approved command prefix saved:|Allowed network rule saved in execpolicy)/.test(words)) return "approve";
  return words.startsWith("Denied network rule saved in execpolicy") ? "reject" : undefined;
}

function responseCall(payload: JsonObject): ToldCall | undefined {
  const what = member(payload, "type");
  const id = readId(member(payload, "call_id")) ?? readId(member(payload, "id"));
  const fixed: Record<string, string> = {
    local_shell_call: "local_shell",
    web_search_call: "web_search",
    tool_search_call: "tool_search",
    image_generation_call: "image_generation",
  };
  const tool = typeof what === "string" && Object.hasOwn(fixed, what) ? fixed[what] : undefined;
  const action = member(payload, "action");
  if (tool !== undefined)
    return {
      tool,
      named: false,
      id,
      cwd: absolute(member(action, "working_directory")),
      timeout: timeoutIn(tool, action),
    };
  if (what !== "function_call" && what !== "custom_tool_call") return undefined;
  const name = joined(text(member(payload, "namespace")), text(member(payload, "name")) ?? "unknown");
  let input = member(payload, what === "function_call" ? "arguments" : "input");
  if (what === "function_call" && typeof input === "string") {
    try {
      const parsed: unknown = JSON.parse(input);
      if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) input = parsed;
    } catch {
      // It stays the text that it is.
    }
  }
  return {
    tool: name,
    named: true,
    id,
    file: pathGiven(kindOf(name), input),
    cwd: absolute(member(input, "workdir")),
    timeout: timeoutIn(name, input),
  };
}

function itemCall(item: unknown, scripted: boolean): ToldCall | undefined {
  const id = readId(member(item, "id"));
  if (!scripted && id?.startsWith("exec-") !== true) return undefined;
  if (text(member(item, "source"))?.startsWith("user") === true) return undefined;
  const what = member(item, "type");
  const [server, name] = ["server", "tool"].map((each) => text(member(item, each)) ?? "unknown") as [string, string];
  const tools: Record<string, string> = {
    CommandExecution: "exec_command",
    FileChange: "apply_patch",
    ImageView: "view_image",
    WebSearch: "web_search",
    McpToolCall: joined(server.startsWith("mcp__") ? server : `mcp__${server}`, name),
    DynamicToolCall: joined(text(member(item, "namespace")), name),
  };
  const tool = typeof what === "string" && Object.hasOwn(tools, what) ? tools[what] : undefined;
  if (tool === undefined) return undefined;
  const changes = member(item, "changes");
  const changed = typeof changes === "object" && !Array.isArray(changes) ? Object.keys(changes ?? {}) : [];
  return {
    tool,
    named: false,
    id,
    file: text(changed[0]) ?? pathGiven(kindOf(tool), item),
    cwd: absolute(member(item, "cwd")),
  };
}

function absolute(value: unknown): string | undefined {
  const path = text(value);
  return path !== undefined && (/^[/\\]/.test(path) || /^[a-z]:[/\\]/i.test(path)) ? path : undefined;
}

interface Part {
  readonly text: string;
  readonly image: boolean;
}

interface Prompt extends Part {
  /** Whether it comes in the envelope of a schedule. */
  readonly bySchedule: boolean;
}

function parts(content: unknown): Part[] {
  if (typeof content === "string") return [{ text: content, image: false }];
  if (!Array.isArray(content)) return [];
  return content
    .filter((block: unknown) => typeof block === "object" && block !== null && !Array.isArray(block))
    .map((block: unknown) => {
      const [said, type] = [member(block, "text"), member(block, "type")];
      return { text: typeof said === "string" ? said : "", image: typeof type === "string" && /image/i.test(type) };
    });
}

function wholePrompt(blocks: readonly Part[]): Prompt | undefined {
  const said = blocks
    .filter((block) => block.text !== "")
    .map((block) => block.text.split("## My request for Codex:"))
    .map((pieces) => (pieces.length === 1 ? pieces[0] : pieces.slice(1).join("## My request for Codex:")));
  const image = blocks.some((block) => block.image);
  const trimmed = said.join("\n").trim();
  const unstripped = blocks.flatMap((block) => (block.text === "" ? [] : [block.text])).join("\n");
  const lines = unstripped.trimStart().split(/[\n\r\u2028\u2029]/);
  const bySchedule =
    /^\s*<heartbeat(?:>|\s)/.test(unstripped) ||
    (/^\s*Automation:/.test(unstripped) && lines.some((line) => line.startsWith("Automation ID:")));
  return trimmed === "" && !image ? undefined : { text: trimmed, image, bySchedule };
}

function promptOf(
  { kind, payload }: Row,
  what: unknown,
  paginated: boolean,
  isCodex: boolean,
  isUser: boolean,
): Prompt | undefined {
  if (paginated) {
    const item = member(payload, "item");
    if (kind !== "event_msg" || what !== "item_completed" || member(item, "type") !== "UserMessage") return undefined;
    return wholePrompt(parts(member(item, "content")));
  }
  if (kind === "event_msg" && what === "user_message") {
    if ((member(payload, "kind") ?? "plain") !== "plain") return undefined;
    const lists = ["images", "local_images", "file_ids"].map((list) => member(payload, list));
    const image = lists.some((list) => Array.isArray(list) && list.length > 0);
    const message = member(payload, "message");
    return wholePrompt([{ text: typeof message === "string" ? message : "", image }]);
  }
  if (!isUser || isCodex) return undefined;
  const injected =
    /^\s*(?:<user_instructions>|<environment_context>|# AGENTS\.md instructions|<INSTRUCTIONS>|<turn_aborted>|<skill|<user_shell_command>|<subagent_notification>|<goal_context>|<codex_internal_context|<internal_model_context|<additional_context>|<recommended_plugins>|<external_|<hook_prompt|<image|<\/image>)/;
  return wholePrompt(parts(member(payload, "content")).filter((block) => !injected.test(block.text)));
}
