/** What the events of Antigravity's transcripts are, written from the description of the format alone. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { member } from "../../support/reference/lines.ts";
import type { ReferenceEvent } from "../../support/reference/record.ts";
import { kindOfTool, readDuration, readId, readText, readTime } from "../../support/reference/rules.ts";
import { EventWriter, filesBelow, logRecords, readBelow } from "../../support/reference/sessions.ts";

const KINDS: Readonly<Record<string, string>> = {
  run_command: "shell",
  view_file: "file_read",
  list_dir: "search",
  replace_file_content: "file_edit",
};
const PATHS = ["AbsolutePath", "TargetFile", "File", "DirectoryPath", "SearchPath", "SearchDirectory"];
const UNDER_WAY = new Set<unknown>(["RUNNING", "IN_PROGRESS", "PENDING", "WAITING", "GENERATING"]);

/** The events of one conversation's transcript. */
export function referenceAntigravityTranscript(
  conversation: string,
  bytes: Buffer,
  evidence = false,
): ReferenceEvent[] {
  const writer = new EventWriter(evidence);
  const session = readId(conversation);
  if (session === undefined) return [];
  const place = { agent: "antigravity", session };
  let first: string | undefined;
  let known = false;
  let model: string | undefined;
  let pending:
    | { readonly step: number; readonly keys: readonly string[]; readonly tools: readonly string[] }
    | undefined;
  for (const { record, bytes: line } of logRecords(bytes)) {
    const get = (name: string) => member(record, name);
    const [isUser, isModel] = [get("source") === "USER_EXPLICIT", get("source") === "MODEL"];
    const at = readTime(get("created_at"));
    if ((!isUser && !isModel) || at === undefined) continue;
    first ??= at;
    if (UNDER_WAY.has(get("status"))) continue;
    const index = get("step_index");
    const step = Number.isSafeInteger(index) && (index as number) >= 0 ? (index as number) : undefined;
    const hash = createHash("sha256").update(line).digest("hex").slice(0, 16);
    const key = step === undefined ? `line-${hash}` : `${session}.${step}`;
    const type = get("type");
    const content = get("content");
    const cut = get("truncated_fields");
    const isCut = Array.isArray(cut) && cut.includes("content");
    const bytesOf = (text: string): number => {
      const parts = /^([^]*?)\n<truncated (\d{1,12}) bytes>\n([^]*)$/.exec(text);
      if (!isCut || parts === null) return Buffer.byteLength(text.toWellFormed());
      return Buffer.byteLength(`${parts[1]}${parts[3]}`.toWellFormed()) + Number(parts[2]);
    };
    if (isUser) {
      if ((type !== undefined && type !== "USER_INPUT") || typeof content !== "string") continue;
      const metadata = pieces(content, "ADDITIONAL_METADATA");
      const settings = pieces(content, "USER_SETTINGS_CHANGE");
      const onDocument = content.startsWith("Comments on artifact URI:");
      const before = onDocument ? (content.split("<USER_REQUEST>")[0] ?? "") : "";
      const isApproval = before.includes("The user has approved this document.");
      known ||= settings.length > 0 || isApproval;
      for (const each of settings)
        for (const [, name] of each.matchAll(/`Model Selection` from .*? to (.*?)\.(?=\s|$)/g))
          if (name !== undefined && name !== "") model = name.slice(0, 4096);
      if (!known) continue;
      const opening = content.indexOf("<USER_REQUEST>");
      const rest = opening < 0 ? (onDocument ? "" : content) : content.slice(opening + "<USER_REQUEST>".length);
      const request = opening < 0 ? rest : (rest.split("</USER_REQUEST>")[0] ?? "");
      const words = without(without(request, "ADDITIONAL_METADATA"), "USER_SETTINGS_CHANGE").trim();
      const comments = [...before.matchAll(/^Comment: "([^]*?)"$/gm)].map(([, text = ""]) => text.trim());
      const length = [...comments, words].reduce((sum, text) => sum + bytesOf(text), 0);
      const hasImage = /The user has uploaded \d+ image/.test(metadata.join("\n"));
      writer.start(place, first);
      if (isApproval) writer.put(place, "user_action", at, key, { action: "approve" });
      if (length > 0 || hasImage) writer.put(place, "user_message", at, key, { length, has_image: hasImage });
      continue;
    }
    if (type !== undefined && type !== "PLANNER_RESPONSE") {
      const nth = step === undefined || pending === undefined ? -1 : step - pending.step - 1;
      const call = pending?.keys[nth];
      if (call === undefined) continue;
      const text = typeof content === "string" ? content : "";
      const [from, to] = ["Created", "Completed"].map((word) =>
        readTime(new RegExp(`^${word} At: (\\S+)$`, "m").exec(text.slice(0, 200))?.[1]),
      );
      const failed =
        /^\s*(The command failed\b|The command exited with code [-1-9]|Encountered error in step execution:)/m;
      const ended = to ?? at;
      writer.put(place, "agent_tool_result", ended, call, {
        ok: [undefined, "DONE"].includes(get("status") as undefined) && !failed.test(text),
        duration_ms:
          pending?.tools[nth] !== "ask_question" && from && to
            ? readDuration(Date.parse(to) - Date.parse(from))
            : undefined,
      });
      const isAnswered = text.split("\n").some((each) => /^A\d+: /.test(each) && !/^A\d+: User Skipped$/.test(each));
      if (pending?.tools[nth] === "ask_question" && isAnswered)
        writer.put(place, "user_action", ended, call, { action: "answer" });
      continue;
    }
    const calls = get("tool_calls");
    if (Array.isArray(calls) && calls.length > 0) {
      const tools = calls.map((call) => readText(member(call, "name"), 10_000) ?? "unknown");
      const keys = tools.map((_, nth) => `${key}-${nth}`);
      for (const [nth, tool] of tools.entries()) {
        const args = member(calls[nth], "args");
        const kind = (Object.hasOwn(KINDS, tool) ? KINDS[tool] : undefined) ?? kindOfTool(tool);
        const path = PATHS.map((name) => plain(member(args, name))).find((each) => each !== undefined);
        const directory = tool === "run_command" ? plain(member(args, "Cwd")) : undefined;
        const isScratch = /\.gemini[\\/]antigravity[^\\/]*[\\/]scratch([\\/]|$)/.test(directory ?? "");
        writer.put(
          { ...place, cwd: isScratch ? undefined : readText(directory, 2048) },
          "agent_tool_use",
          at,
          keys[nth] ?? "",
          {
            tool: readText(tool, 256),
            tool_kind: kind,
            file: /^(file_|search)/.test(kind) ? readText(path, 2048) : undefined,
          },
        );
      }
      pending = step === undefined ? undefined : { step, keys, tools };
      continue;
    }
    const said = typeof content === "string" ? content.trim() : "";
    if (said !== "")
      writer.put(place, "agent_message", at, key, { length: bytesOf(said), model: readText(model, 256) });
  }
  return writer.events;
}

/** An argument: a text, or a text in JSON within the text. */
function plain(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  if (!value.startsWith('"')) return value;
  try {
    const inner: unknown = JSON.parse(value);
    return typeof inner === "string" && inner !== "" ? inner : undefined;
  } catch {
    return value;
  }
}

/** The elements of a name, an open one to the end of the text. */
function pieces(text: string, name: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf(`<${name}>`); at >= 0;) {
    const end = text.indexOf(`</${name}>`, at);
    const to = end < 0 ? text.length : end + name.length + 3;
    found.push(text.slice(at, to));
    at = text.indexOf(`<${name}>`, to);
  }
  return found;
}

function without(text: string, name: string): string {
  return pieces(text, name).reduce((left, piece) => left.replace(piece, () => ""), text);
}

/** Every conversation below a directory of Antigravity. */
export function referenceAntigravity(directory: string, evidence = false): ReferenceEvent[] {
  const top = join(directory, "brain");
  return filesBelow(top, (path) => /^[^/]+\/\.system_generated\/logs\/transcript\.jsonl$/.test(path)).flatMap((path) =>
    referenceAntigravityTranscript(path.split("/")[0] ?? "", readBelow(top, path), evidence),
  );
}
