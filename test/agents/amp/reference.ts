/** Threads of Amp, read whole from the notes on the format; shares no code with the program. */
import { basename, join } from "node:path";
import { member } from "../../support/reference/lines.ts";
import type { ReferenceEvent } from "../../support/reference/record.ts";
import { kindOfTool, readCount, readId, readText, readTime, usageFields } from "../../support/reference/rules.ts";
import { EventWriter, filesBelow, readBelow } from "../../support/reference/sessions.ts";

const KINDS: Readonly<Record<string, string>> = {
  create_file: "file_write",
  finder: "search",
  list_directory: "search",
  oracle: "sub_agent",
  librarian: "sub_agent",
  todo_read: "other",
  todo_write: "other",
  read_thread: "other",
  read_mcp_resource: "other",
  read_web_page: "web",
  web_search: "web",
};
const OF_FILES = new Set(["file_read", "file_write", "file_edit", "search", "notebook"]);

function millis(value: unknown): number | undefined {
  if (typeof value !== "number" || value <= 0) return undefined;
  const all = value < 1e10 ? value * 1000 : value;
  return all < 253_402_300_800_000 ? Math.floor(all) : undefined;
}

function folder(uri: unknown): string | undefined {
  if (typeof uri !== "string" || !uri.startsWith("file:///")) return undefined;
  const path = decodeURIComponent(uri.slice("file://".length));
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1).replaceAll("/", "\\") : path;
}

function textOf(blocks: readonly unknown[]): string {
  const texts = blocks.map((block) =>
    typeof block === "string" ? block : member(block, "type") === "text" ? member(block, "text") : undefined,
  );
  return texts
    .filter((text) => typeof text === "string")
    .join("\n")
    .trim();
}

function readThread(name: string, bytes: Buffer, writer: EventWriter): void {
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString("utf8"));
  } catch {
    return;
  }
  const messages = member(document, "messages");
  if (!Array.isArray(messages)) return;
  const trees = member(member(member(document, "env"), "initial"), "trees");
  const tree: unknown = Array.isArray(trees) ? trees[0] : undefined;
  const ref = readText(member(member(tree, "repository"), "ref"), 4096);
  const place = {
    agent: "amp",
    session: readId(member(document, "id")) ?? name,
    cwd: folder(member(tree, "uri")),
    branch: ref?.replace(/^refs\/heads\//, ""),
  };
  const made = millis(member(document, "created")) ?? 0;
  let clock: number | undefined;
  for (const [at, message] of (messages as unknown[]).entries()) {
    const content = member(message, "content");
    const blocks: unknown[] = Array.isArray(content) ? content : typeof content === "string" ? [content] : [];
    const has = (type: string) => blocks.some((block) => member(block, "type") === type);
    const number = member(message, "messageId");
    const key = Number.isInteger(number) ? `${place.session}.${String(number)}` : place.session;
    if (member(message, "role") === "user") {
      const sent = millis(member(member(message, "meta"), "sentAt"));
      if (sent === undefined || has("tool_result")) continue;
      clock = sent >= made ? sent : undefined;
      const length = Buffer.byteLength(textOf(blocks));
      if (clock === undefined || (length === 0 && !has("image"))) continue;
      const time = new Date(clock).toISOString();
      writer.start(place, time);
      writer.put(place, "user_message", time, key, { length, has_image: has("image") });
      continue;
    }
    const state = member(member(message, "state"), "type");
    const isLast = at === messages.length - 1;
    if (member(message, "role") !== "assistant" || clock === undefined) continue;
    if (isLast && state !== "complete" && state !== "cancelled") continue;
    const usage = member(message, "usage");
    const told = readTime(member(usage, "timestamp"));
    if (told !== undefined) clock = Math.max(clock, Date.parse(told));
    const time = new Date(clock).toISOString();
    for (const [index, block] of blocks.entries()) {
      if (member(block, "type") !== "tool_use") continue;
      const tool = readText(member(block, "name"), 256) ?? "unknown";
      const kind = KINDS[tool] ?? kindOfTool(tool);
      const file = OF_FILES.has(kind) ? readText(member(member(block, "input"), "path"), 2048) : undefined;
      writer.put(place, "agent_tool_use", time, `${key}-${index}`, { tool, tool_kind: kind, file });
    }
    const count = (name: string) => readCount(member(usage, `${name}Tokens`));
    const [input, output] = [count("input"), count("output")];
    const took = usageFields({ input, output, read: count("cacheReadInput"), write: count("cacheCreationInput") });
    const model = readText(member(usage, "model"), 256);
    if (took !== undefined) writer.put(place, "agent_usage", time, key, { model, ...took });
    const text = textOf(blocks);
    if (told === undefined || text === "" || has("tool_use")) continue;
    writer.put(place, "agent_message", time, key, { length: Buffer.byteLength(text), model });
  }
}

/** Every thread in a data directory of Amp. */
export function referenceAmp(directory: string, evidence = false): ReferenceEvent[] {
  return threadsOf(directory, evidence).flatMap(({ events }) => events);
}

/** What they tell of usage. */
export function referenceAmpUsage(directory: string): ReferenceEvent[] {
  return threadsOf(directory, false).flatMap(({ usage }) => usage);
}

function threadsOf(directory: string, evidence: boolean): readonly EventWriter[] {
  const top = join(directory, "threads");
  return filesBelow(top, (path) => /^T-[^/]*\.json$/.test(path)).map((path) => {
    const writer = new EventWriter(evidence);
    readThread(basename(path, ".json"), readBelow(top, path), writer);
    return writer;
  });
}
