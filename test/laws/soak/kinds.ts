/** The kinds of logs that take part in a soak, beside Claude Code's. */
import { basename } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { referenceLog } from "../../agents/claude-code/reference.ts";
import { referenceSession } from "../../agents/copilot-cli/reference.ts";
import { referenceChat } from "../../agents/gemini-cli/reference.ts";
import { referenceRollout } from "../../agents/codex/reference.ts";
import { uglyLog } from "../../support/random/ugly-logs.ts";
import type { LogKind } from "../histories/log-kind.ts";
import { linesFrom, templatesOf } from "./templates.ts";

/** Cowork's sessions: a Claude directory in each. */
const claudeDesktop: LogKind = {
  agent: "claude-desktop",
  flag: "--claude-desktop-dir",
  manifest: "claude-desktop-manifest.json",
  top: "local-agent-mode-sessions",
  freshPath(random, mark) {
    const session = `local-agent-mode-sessions/o/a/local_${random.below(3)}/.claude/projects/-sessions-bean`;
    return random.pick([`${session}/${mark}.jsonl`, `${session}/s1/subagents/agent-${mark}.jsonl`]);
  },
  log: (seed, lines) => uglyLog(seed, { lines }),
  events: (path, bytes) =>
    referenceLog(bytes, { subAgent: path.includes("/subagents/") }).events.map((event) => ({
      ...event,
      agent: "claude-desktop",
    })),
};

const rollouts = templatesOf("codex", (name) => name.endsWith(".jsonl") && name.startsWith("rollout-"));

/** Rollouts, which Codex also archives and compresses. */
const codex: LogKind = {
  agent: "codex",
  flag: "--codex-dir",
  manifest: "codex-manifest.json",
  top: "sessions",
  freshPath: (random, mark) =>
    `sessions/2026/06/${10 + random.below(3)}/rollout-2026-06-18T10-00-00-019ed9be-0000-7000-8000-${mark.padStart(12, "0")}.jsonl`,
  movedPath(path, random) {
    if (path.endsWith(".zst")) return path.slice(0, -".zst".length);
    return random.chance(0.5) ? `${path}.zst` : `archived_sessions/${basename(path)}`;
  },
  log: (seed, lines) => linesFrom(rollouts, seed, lines),
  events: (path, bytes) => referenceRollout(basename(path).replace(/\.zst$/, ""), bytes),
  render: (path, bytes) => (path.endsWith(".zst") ? zstdCompressSync(bytes) : bytes),
  keyOf: (path) => basename(path).replace(/\.zst$/, ""),
  isNamedByPlace: true,
};

const sessions = templatesOf("copilot-cli", (name) => name === "events.jsonl");

const copilotCli: LogKind = {
  agent: "copilot-cli",
  flag: "--copilot-dir",
  manifest: "copilot-cli-manifest.json",
  top: "session-state",
  freshPath: (random, mark) =>
    random.chance(0.8) ? `session-state/s${mark}/events.jsonl` : `session-state/s${mark}.jsonl`,
  log: (seed, lines) => linesFrom(sessions, seed, lines),
  events: (path, bytes) =>
    referenceSession(path.endsWith("/events.jsonl") ? (path.split("/").at(-2) ?? "") : basename(path, ".jsonl"), bytes),
  isNamedByPlace: true,
};

const chats = templatesOf("gemini-cli", (name) => name.startsWith("session-") && name.endsWith(".jsonl"));

/** Chats as logs of changes. Their reference takes finished lines of JSON alone, as Gemini CLI writes them. */
const geminiLogs: LogKind = {
  agent: "gemini-cli",
  flag: "--gemini-dir",
  manifest: "gemini-cli-manifest.json",
  top: "tmp",
  freshPath: (_, mark) => `tmp/p1/chats/session-${mark}.jsonl`,
  log: (seed, lines) => linesFrom(chats, seed, lines),
  events: (_, bytes) => referenceChat(bytes.toString("utf8"), {}),
  tidy: oneChat,
  isNamedByPlace: true,
};

/** Chats as one document, rewritten with every message. */
const geminiDocuments: LogKind = {
  ...geminiLogs,
  freshPath: (_, mark) => `tmp/p2/chats/session-${mark}.json`,
  events: (_, bytes) => referenceChat(documentOf(bytes), {}),
  render: (_, bytes) => Buffer.from(documentOf(bytes)),
};

/** The lines that are objects, finished ones; one head, before all others, as a chat has it. */
function oneChat(bytes: Buffer): Buffer {
  const lines = bytes.toString("utf8").split("\n").slice(0, -1).filter(isObject);
  const isHead = (line: string) => (JSON.parse(line) as { readonly sessionId?: unknown }).sessionId !== undefined;
  const head = lines.find(isHead);
  const left = [...(head === undefined ? [] : [head]), ...lines.filter((line) => !isHead(line))];
  return Buffer.from(left.map((line) => `${line}\n`).join(""));
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The document that a log of changes would have been before there were such logs. */
function documentOf(bytes: Buffer): string {
  const records = bytes
    .toString("utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const head = records.find(({ sessionId }) => sessionId !== undefined) ?? {};
  return JSON.stringify({ ...head, messages: records.filter(({ id }) => id !== undefined) }, null, 2);
}

export const OTHER_KINDS: readonly LogKind[] = [claudeDesktop, codex, copilotCli, geminiLogs, geminiDocuments];
