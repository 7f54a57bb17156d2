/** What the events of Cline's sessions are, written from the description of the format alone. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { referenceTasks } from "../../support/reference/task-folders.ts";
import { readCount, usageFields } from "../../support/reference/rules.ts";
import { wireEvent, wireKind, type WireEvent } from "../../support/reference/wire.ts";

interface Block {
  readonly type?: string;
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: { readonly path?: string; readonly input?: string; readonly files?: readonly { path: string }[] };
  readonly tool_use_id?: string;
  readonly is_error?: boolean;
  readonly content?: string | readonly { readonly success?: boolean }[];
}

interface Message {
  readonly id?: string;
  readonly role?: string;
  readonly ts?: number;
  readonly content?: readonly Block[];
  readonly modelInfo?: { readonly id: string };
  readonly metrics?: Readonly<Record<string, unknown>>;
  readonly metadata?: {
    readonly kind?: string;
    readonly displayRole?: string;
    readonly modelToolActivities?: readonly { readonly toolCallId: string; readonly toolName: string }[];
  };
}

interface Manifest {
  readonly started_at?: string;
  readonly cwd?: string;
  readonly interactive?: boolean;
  readonly source?: string;
  readonly metadata?: { readonly git?: { readonly branch?: string } };
}

/** The events of a data directory of Cline, or of what the extension keeps in an editor. */
export function referenceCline(directory: string): readonly WireEvent[] {
  const sessions = join(directory, "sessions");
  const files = existsSync(sessions)
    ? readdirSync(sessions)
        .sort()
        .flatMap((id) =>
          readdirSync(join(sessions, id))
            .filter((name) => name.endsWith(".messages.json"))
            .sort()
            .map((name) => ({ id, path: join(sessions, id, name), stem: name.replace(".messages.json", "") })),
        )
    : [];
  return [...files.flatMap(referenceSession), ...referenceTasks("cline", directory)];
}

function referenceSession({ id: session, path, stem }: { id: string; path: string; stem: string }): WireEvent[] {
  const manifest = json(join(path, "..", `${session}.json`)) as Manifest | undefined;
  const file = json(path) as { readonly origin: { readonly mode: string }; readonly messages: readonly Message[] };
  const isSub = stem !== session;
  const isOfOnePrompt = manifest?.interactive === false && file.origin.mode === "user" && manifest.source === "cli";
  let isAutomated = manifest?.interactive === false || file.origin.mode !== "user";
  let isLater = false;
  const cwd = manifest?.cwd;
  const isWarning = ({ content }: Message) => content?.[0]?.text?.startsWith("Warning: this is a legacy conversation");
  const copies = file.messages.findLastIndex((message) => isWarning(message) === true) + 1;
  const own = file.messages.slice(copies).filter(({ id, ts }) => id !== undefined && ts !== undefined);
  const events: WireEvent[] = [];
  const add = (type: string, at: string, key: string, rest: Parameters<typeof wireEvent>[1]) =>
    events.push(wireEvent({ agent: "cline", type, at, key, session, cwd }, rest));
  const agent = isSub ? { agent_id: stem } : {};
  const calls = new Map<string, { readonly key: string; readonly tool: string }>();
  for (const [index, { id = "", role, ts = 0, content = [], modelInfo, metrics, metadata }] of own.entries()) {
    const at = new Date(ts).toISOString();
    if (index === 0 && !isSub && copies === 0 && manifest !== undefined)
      add("agent_session", manifest.started_at ?? at, session, {
        git_branch: manifest.metadata?.git?.branch,
        action: "started",
      });
    const text = content
      .map((block) => block.text ?? "")
      .filter((part) => part !== "")
      .join("\n");
    if (role === "assistant") {
      if (text !== "")
        add("agent_message", at, id, { length: Buffer.byteLength(text.trim()), model: modelInfo?.id, ...agent });
      for (const [place, block] of content.entries()) {
        if (block.type !== "tool_use") continue;
        const key = block.id === undefined ? `${id}-${place}` : `${id}.${block.id}`;
        const tool = block.name ?? "unknown";
        if (block.id !== undefined) calls.set(block.id, { key, tool });
        add("agent_tool_use", at, key, { ...toolOf(tool, block.input), ...agent });
      }
      for (const { toolCallId, toolName } of metadata?.modelToolActivities ?? []) {
        add("agent_tool_use", at, `${id}.${toolCallId}`, { ...toolOf(toolName, undefined), ...agent });
        add("agent_tool_result", at, `${id}.${toolCallId}`, { ok: true, ...agent });
      }
      const count = (name: string) => readCount(metrics?.[`${name}Tokens`]);
      const [read, write] = [count("cacheRead"), count("cacheWrite")];
      const took = usageFields({ input: count("input") - read - write, output: count("output"), read, write });
      if (took !== undefined) add("agent_usage", at, id, { model: modelInfo?.id, ...agent, ...took });
      continue;
    }
    const isMade = ["compaction_summary", "completion_reminder"].includes(metadata?.kind ?? "");
    const command = /^<user_input mode="\w+">\s*<user_command[^>]*>/.test(text);
    const sent = /^<user_input mode="(\w+)">([^]*)<\/user_input>$/.exec(text);
    const words = (sent?.[2] ?? "").replace(/<mode_notice>.*<\/mode_notice>/, "").trim();
    const isOwn = /^(\[TASK RESUMPTION\]|The user approved switching|System-delivered teammate async)/.test(words);
    if (sent !== null && !isSub && !isMade && !isOwn && metadata?.displayRole !== "system") {
      if (isOfOnePrompt && isLater) isAutomated = false;
      const automated = isAutomated ? true : undefined;
      if (command) add("user_action", at, id, { action: "command", automated });
      else {
        add("user_message", at, id, {
          length: Buffer.byteLength(words),
          has_image: content.some(({ type }) => type === "image"),
          permission_mode: sent[1],
          automated,
        });
        isLater = true;
      }
    }
    if (metadata?.kind === "compaction_summary") isLater = true;
    for (const { tool_use_id: call = "", is_error: isError, content: result = "" } of content) {
      const known = calls.get(call);
      calls.delete(call);
      if (known === undefined) continue;
      const ok = isError !== true && (typeof result === "string" || result.every(({ success }) => success !== false));
      add("agent_tool_result", at, known.key, { ok, ...agent });
      if (isSub || isAutomated) continue;
      if (ok && known.tool === "ask_question") add("user_action", at, known.key, { action: "answer" });
      if (!ok && /^(The user denied this edit|User denied the tool)/.test(JSON.stringify(result).slice(1)))
        add("user_action", at, known.key, { action: "reject" });
    }
  }
  return events;
}

function toolOf(tool: string, input: Block["input"]) {
  const kind =
    {
      run_commands: "shell",
      execute_command: "shell",
      team_spawn_teammate: "sub_agent",
      team_run_task: "sub_agent",
      team_read_mailbox: "other",
    }[tool] ?? wireKind(tool);
  const patched = /^\*\*\* Update File: (.*)$/m.exec(input?.input ?? "")?.[1];
  return { tool, tool_kind: kind, file: input?.path ?? input?.files?.[0]?.path ?? patched };
}

function json(path: string): unknown {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as unknown) : undefined;
}
