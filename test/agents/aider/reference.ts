/** Input histories of Aider, read whole from the notes on the format; shares no code with the program. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DateTime } from "luxon";
import { LOCAL_ZONE } from "../../support/program/in-process.ts";
import type { ReferenceEvent } from "../../support/reference/record.ts";
import { EventWriter, filesBelow } from "../../support/reference/sessions.ts";

interface Typed {
  readonly when: DateTime;
  readonly name: string;
  readonly head: string;
  readonly text: string;
}

/** The first of the instants that a local time may be; Luxon moves one that never was on by the hour that is missing. */
function instant(local: string): DateTime | undefined {
  const [date = "", time = ""] = local.split(" ");
  const named = DateTime.fromISO(`${date}T${time}`, { zone: LOCAL_ZONE });
  if (!named.isValid || time.startsWith("24")) return undefined;
  return named.getPossibleOffsets()[0] ?? named;
}

function textIn(path: string): string {
  if (!existsSync(path)) return "";
  const text = readFileSync(path).toString("utf8");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

function typedIn(history: string): Typed[] {
  const lines = history
    .split("\n")
    .slice(0, -1)
    .map((line) => line.replace(/\r$/, "").replaceAll("\0", ""));
  const typed: Typed[] = [];
  for (const [at, head] of lines.entries()) {
    if (!/^# \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/.test(head)) continue;
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((line) => !line.startsWith("+"));
    const text = rest.slice(0, end === -1 ? rest.length : end);
    const when = instant(head.slice(2));
    if (text.length === 0 || when === undefined) continue;
    typed.push({
      when,
      name: head.slice(2).replace(" ", "T"),
      head,
      text: text.map((line) => line.slice(1)).join("\n"),
    });
  }
  return typed;
}

interface RunOfAider {
  readonly when: DateTime;
  /** Whether it had its prompt from its command line or from a file. */
  readonly byProgram: boolean;
  /** What follows the option in the command line. */
  readonly message: string | undefined;
}

/** The runs of Aider that a chat history tells of. */
function runsIn(chat: string): RunOfAider[] {
  const lines = chat.split("\n").map((line) => line.trimEnd());
  return lines.flatMap((line, at) => {
    const [, local = ""] = /^# aider chat started at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$/.exec(line) ?? [];
    const when = instant(local);
    if (when === undefined) return [];
    let words: readonly string[] | undefined;
    for (const next of lines.slice(at + 1)) {
      if (next !== "" && !next.startsWith(">")) break;
      const all = next.split(" ");
      const program = all.findIndex((word) => /(^|[\\/])(aider|aider\.exe|__main__\.py)$/.test(word));
      if (next.startsWith("> ") && program !== -1) words ??= all.slice(program + 1);
    }
    const isOption = (names: readonly string[]) => (word: string) => names.includes(word.split("=")[0] ?? "");
    const given = (words ?? []).findIndex(isOption(["--message", "--msg", "-m"]));
    const byProgram = given !== -1 || (words ?? []).some(isOption(["--message-file", "-f"]));
    return [{ when, byProgram, message: given === -1 ? undefined : words?.slice(given).join(" ") }];
  });
}

function isAnswer(text: string): boolean {
  return (
    text !== "" &&
    ["yes", "no", "skip", "all", "don't"].some((word) => word.slice(0, text.length) === text.toLowerCase())
  );
}

function referenceHistory(path: string): ReferenceEvent[] {
  const writer = new EventWriter(false);
  const cwd = dirname(path);
  const runs = runsIn(textIn(join(cwd, ".aider.chat.history.md")));
  const typed = typedIn(textIn(path));
  const used = new Set<RunOfAider>();
  const sessions = new Map<RunOfAider | undefined, string>();
  let open: { readonly run: RunOfAider | undefined; readonly end: string; parts: string[]; last: number } | undefined;
  let answering: RunOfAider | undefined;
  let answered = false;
  for (const [index, entry] of typed.entries()) {
    const now = entry.when.toMillis();
    const last = typed[index - 1];
    const gap = last === undefined ? Infinity : now - last.when.toMillis();
    const isNow = gap >= 0 && gap < 1000;
    if (isNow && (last?.text === entry.text || (answered && entry.text.startsWith("/run ")))) continue;
    answered = false;
    const before = runs.slice(0, runs.findLastIndex(({ when }) => when <= entry.when) + 1);
    const recent = before.slice(before.findLastIndex(({ when }) => when.toMillis() < now - 7_200_000) + 1);
    const [line = ""] = entry.text.trim().split("\n");
    const sender = recent.findLast(
      (run) =>
        run.message !== undefined && !used.has(run) && (/^\S+$/.test(run.message) || run.message.includes(line.trim())),
    );
    if (sender !== undefined) used.add(sender);
    const typist = runs.findLast(({ when, byProgram }) => when <= entry.when && !byProgram) ?? before.at(-1);
    let written: string | undefined;
    if (sender === undefined) {
      if (open !== undefined && (open.run !== typist || now - open.last > 3_600_000)) open = undefined;
      const [, tag] = /^\{([\p{L}\p{N}]*)$/u.exec(entry.text) ?? [];
      if (open?.end === entry.text) {
        written = open.parts.join("\n");
        open = undefined;
      } else if (open !== undefined || tag !== undefined) {
        open ??= { run: typist, end: `${tag ?? ""}}`, parts: [], last: now };
        if (tag === undefined || open.parts.length > 0 || open.last !== now) open.parts.push(entry.text);
        open.last = now;
        answering = undefined;
        continue;
      }
    }
    const act = written !== undefined ? undefined : actOf(entry.text);
    answered = act === "answer" && sender === undefined;
    if (!answered) answering = sender;
    const text = (written ?? entry.text).trim();
    if (text === "") continue;
    const run = answering ?? typist;
    const isNew = !sessions.has(run);
    if (isNew) sessions.set(run, entry.name);
    const place = { agent: "aider", session: sessions.get(run) ?? entry.name, cwd };
    const at = entry.when.toUTC().toISO() ?? "";
    if (isNew && run !== undefined) writer.put(place, "agent_session", at, place.session, { action: "started" });
    const key = `line-${createHash("sha256").update(entry.head).digest("hex").slice(0, 16)}`;
    const automated = sender === undefined ? undefined : true;
    if (act !== undefined) writer.put(place, "user_action", at, key, { action: act, automated });
    else writer.put(place, "user_message", at, key, { length: Buffer.byteLength(text), has_image: false, automated });
  }
  // An event that is told twice is one.
  return writer.events.filter(({ id }, at, all) => all.findIndex((one) => one.id === id) === at);
}

function actOf(text: string): string | undefined {
  if (text.startsWith("!") || text === "/run" || /^\/run\s/.test(text)) return "shell";
  if (text.startsWith("/")) return "command";
  return isAnswer(text) ? "answer" : undefined;
}

/** Every history in a project and in its folders. */
export function referenceAider(directory: string): ReferenceEvent[] {
  const isHistory = (path: string) => /^(?:(?!\.|node_modules\/)[^/]+\/)?\.aider\.input\.history$/.test(path);
  return filesBelow(directory, isHistory).flatMap((path) => referenceHistory(join(directory, path)));
}
