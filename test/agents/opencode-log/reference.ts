/** A decoder of OpenCode's text logs that shares no code with the source. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { referenceTextLogs, type Said } from "../../support/reference/text-log.ts";
import type { WireEvent } from "../../support/reference/wire.ts";

export function referenceOpenCodeLog(directory: string): readonly WireEvent[] {
  const logs = join(directory, "log");
  return existsSync(logs)
    ? referenceTextLogs(logs, "opencode-log", { isLog: /\.log$/, read: (line) => newer(line) ?? older(line) })
    : [];
}

const TAG = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}=/;

function older(line: string): Said | undefined {
  const words = line.split(" ");
  const level = words.shift() ?? "";
  if (words[0] === "" && level.length <= 5) words.shift();
  const [time = "", offset = "", ...rest] = words;
  if (!/^(?:DEBUG|INFO|WARN|ERROR)$/.test(level) || !/^\+\d{1,15}ms$/.test(offset)) return undefined;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(time)) return undefined;
  const tags: string[] = [];
  while (rest.length > 0 && TAG.test(rest[0] ?? "")) tags.push(rest.shift() ?? "");
  return { time: `${time}Z`, level, message: rest.join(" "), rest: said(tags) };
}

function newer(line: string): Said | undefined {
  if (!line.startsWith("timestamp=")) return undefined;
  const tags: string[] = [];
  for (let rest = line; TAG.test(rest);) {
    const [tag = ""] = /^[^=]+=(?:"(?:[^"\\]|\\.)*"(?= |$)|[^ ]*)/.exec(rest) ?? [];
    tags.push(tag);
    rest = rest.slice(tag.length + 1);
  }
  const value = valuesOf(tags);
  const level = value("level");
  if (level === undefined) return undefined;
  return {
    time: value("timestamp") ?? "",
    level,
    message: value("message") ?? "",
    rest: { ...said(tags), cwd: value("directory") },
  };
}

function valuesOf(tags: readonly string[]): (name: string) => string | undefined {
  return (name) => {
    const values = tags.filter((tag) => tag.startsWith(`${name}=`)).map((tag) => tag.slice(name.length + 1));
    const value = values.find((each) => each !== "undefined" && each !== "null");
    if (value === undefined || value === "") return undefined;
    return /^".*"$/s.test(value) && tags.length > 0 && isJson(value) ? String(JSON.parse(value)) : value;
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function said(tags: readonly string[]) {
  const value = valuesOf(tags);
  const id = value("id");
  const session = value("session.id") ?? value("sessionID") ?? (id?.startsWith("ses_") === true ? id : undefined);
  return {
    session_id: session,
    service: value("service"),
    provider: value("providerID") ?? value("llm.provider"),
    model: value("modelID") ?? value("llm.model"),
  };
}
