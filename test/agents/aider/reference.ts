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

/** When each run of Aider began, and whether it had its prompt from its command line. */
function runsIn(chat: string): { readonly when: DateTime; readonly byProgram: boolean }[] {
  const lines = chat.split("\n").map((line) => line.trimEnd());
  return lines.flatMap((line, at) => {
    const [, local = ""] = /^# aider chat started at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$/.exec(line) ?? [];
    const when = instant(local);
    if (when === undefined) return [];
    let byProgram: boolean | undefined;
    for (const next of lines.slice(at + 1)) {
      if (next !== "" && !next.startsWith(">")) break;
      const words = next.split(" ");
      const program = words.findIndex((word) => /(^|[\\/])(aider|aider\.exe|__main__\.py)$/.test(word));
      if (!next.startsWith("> ") || program === -1 || byProgram !== undefined) continue;
      byProgram = words
        .slice(program + 1)
        .some((word) => ["--message", "--msg", "-m", "--message-file", "-f"].includes(word.split("=")[0] ?? ""));
    }
    return [{ when, byProgram: byProgram === true }];
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
  let session: { readonly run: number; readonly name: string } | undefined;
  let open: { readonly run: number; readonly end: string; readonly parts: string[] } | undefined;
  let last: Typed | undefined;
  let answered = false;
  for (const entry of typedIn(textIn(path))) {
    const run = runs.findLastIndex(({ when }) => when <= entry.when);
    const gap = last === undefined ? Infinity : entry.when.toMillis() - last.when.toMillis();
    const isNow = gap >= 0 && gap < 1000;
    const isRepeat = isNow && last?.text === entry.text;
    const isCommandOfAider: boolean = isNow && answered && entry.text.startsWith("/run ");
    last = entry;
    answered = isCommandOfAider;
    if (open !== undefined && (open.run !== run || gap > 3_600_000)) open = undefined;
    if (session !== undefined && session.run !== run) session = undefined;
    let written: string | undefined;
    const [, tag] = /^\{([\p{L}\p{N}]*)$/u.exec(entry.text) ?? [];
    if (open !== undefined) {
      if (entry.text !== open.end) {
        open.parts.push(entry.text);
        continue;
      }
      written = open.parts.join("\n");
      open = undefined;
    } else if (tag !== undefined) {
      open = { run, end: `${tag}}`, parts: [] };
      continue;
    }
    const act = written !== undefined ? undefined : actOf(entry.text);
    if (act === "answer") answered = true;
    const text = (written ?? entry.text).trim();
    if (isRepeat || isCommandOfAider || text === "") continue;
    const place = { agent: "aider", session: session?.name ?? entry.name, cwd };
    const at = entry.when.toUTC().toISO() ?? "";
    if (session === undefined && run !== -1)
      writer.put(place, "agent_session", at, place.session, { action: "started" });
    session ??= { run, name: entry.name };
    const key = `line-${createHash("sha256").update(entry.head).digest("hex").slice(0, 16)}`;
    const automated = runs[run]?.byProgram === true && act !== "answer" ? true : undefined;
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
