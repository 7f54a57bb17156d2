import type { EventId, TrackedEvent } from "./event.ts";
import type { EventType } from "./event-type.ts";
import type { Agent, Exported, Figures, LogLine, Usage } from "./observation.ts";
import { toolKind, type ToolTable } from "./tool-kind.ts";

/** Whose observations are stamped. */
export interface Origin {
  readonly agent: Agent;
  readonly tools: ToolTable;
  readonly machineId?: string | undefined;
}

const NAME_CODE_POINTS = 256;
const PATH_CODE_POINTS = 2048;

/**
 * The event of an observation: pure, so that the same bytes of a log give the same event on every run, for ever.
 *
 * The only maker of IDs. The order of the fields below is their order on the wire.
 */
export function stamp(origin: Origin, seen: Exported): TrackedEvent {
  switch (seen.kind) {
    case "session-started":
      return { ...envelope(origin, seen, "agent_session", `${encode(seen.sessionId)}:started`), action: "started" };
    case "session-changed":
      return {
        ...envelope(origin, seen, "agent_session", `${encode(seen.sessionId)}:${seen.action}`),
        action: seen.action,
      };
    case "user-message":
      return {
        ...envelope(origin, seen, "user_message", encode(seen.key)),
        length: seen.length,
        has_image: seen.hasImage,
        ...(seen.permissionMode === undefined
          ? undefined
          : { permission_mode: cut(seen.permissionMode, NAME_CODE_POINTS) }),
        ...automated(seen),
      };
    case "user-action":
      return { ...envelope(origin, seen, "user_action", encode(seen.key)), action: seen.action, ...automated(seen) };
    case "tool-use":
      return {
        ...envelope(origin, seen, "agent_tool_use", encode(seen.key)),
        tool: cut(seen.tool, NAME_CODE_POINTS),
        tool_kind: toolKind(seen.tool, origin.tools),
        ...(seen.file === undefined ? undefined : { file: cut(seen.file, PATH_CODE_POINTS) }),
        ...(seen.timeoutMs === undefined ? undefined : { timeout_ms: seen.timeoutMs }),
        ...agentId(seen),
      };
    case "turn-ended":
      return {
        ...envelope(origin, seen, "agent_turn", encode(seen.key)),
        action: "ended",
        duration_ms: seen.durationMs,
      };
    case "tool-result":
      return {
        ...envelope(origin, seen, "agent_tool_result", encode(seen.key)),
        ok: seen.ok,
        ...(seen.durationMs === undefined ? undefined : { duration_ms: seen.durationMs }),
        ...agentId(seen),
      };
    case "agent-message":
      return {
        ...envelope(origin, seen, "agent_message", encode(seen.key)),
        length: seen.length,
        ...(seen.model === undefined ? undefined : { model: cut(seen.model, NAME_CODE_POINTS) }),
        ...agentId(seen),
      };
    case "usage":
      return {
        ...envelope(origin, seen, "agent_usage", encode(seen.key)),
        ...(seen.model === undefined ? undefined : { model: cut(seen.model, NAME_CODE_POINTS) }),
        ...agentId(seen),
        ...figures(seen),
      };
    case "limit":
      return {
        ...envelope(origin, seen, "agent_limit", encode(seen.key)),
        action: seen.action,
        ...(seen.scope === undefined ? undefined : { scope: cut(seen.scope, NAME_CODE_POINTS) }),
        ...(seen.resetsAt === undefined ? undefined : { resets_at: seen.resetsAt }),
      };
    case "error":
      return {
        ...envelope(origin, seen, "agent_error", encode(seen.key)),
        ...(seen.status === undefined ? undefined : { status: seen.status }),
        ...agentId(seen),
      };
    case "log-line":
      return {
        ...named(origin, seen, "log_line", encode(seen.key)),
        ...(seen.sessionId === undefined ? undefined : { session_id: seen.sessionId.toWellFormed() }),
        ...place(origin, seen),
        level: cut(seen.level, NAME_CODE_POINTS),
        ...(seen.service === undefined ? undefined : { service: cut(seen.service, NAME_CODE_POINTS) }),
        ...(seen.provider === undefined ? undefined : { provider: cut(seen.provider, NAME_CODE_POINTS) }),
        ...(seen.model === undefined ? undefined : { model: cut(seen.model, NAME_CODE_POINTS) }),
        length: seen.length,
        ...(seen.isLocal ? { local_time: true } : undefined),
      };
  }
}

/** The names of figures on the wire, in their order. */
const FIGURES = [
  ["inputTokens", "input_tokens"],
  ["outputTokens", "output_tokens"],
  ["cacheReadTokens", "cache_read_tokens"],
  ["cacheWriteTokens", "cache_write_tokens"],
  ["cacheWrite1hTokens", "cache_write_1h_tokens"],
  ["reasoningTokens", "reasoning_tokens"],
  ["costUsd", "cost_usd"],
] as const satisfies readonly (readonly [keyof Figures, string])[];

/** What was taken; nothing is said of what was not. */
function figures(seen: Usage): Partial<Record<(typeof FIGURES)[number][1], number>> {
  return Object.fromEntries(
    FIGURES.flatMap(([name, wire]) => {
      const figure = seen[name] ?? 0;
      return figure > 0 ? [[wire, figure]] : [];
    }),
  );
}

type InSession = Exclude<Exported, LogLine>;

function envelope<Type extends EventType>(origin: Origin, seen: InSession, type: Type, rest: string) {
  const { sessionId } = seen;
  return { ...named(origin, seen, type, rest), session_id: sessionId.toWellFormed(), ...place(origin, seen) };
}

function named<Type extends EventType>({ agent, machineId }: Origin, seen: Exported, type: Type, rest: string) {
  const time = seen.kind === "usage" && seen.isTimeless === true ? "" : `${seen.at}:`;
  const id = `remote.agent:${type}:${time}${rest}`;
  return {
    id: (machineId === undefined ? id : `${machineId}:${id}`) as EventId,
    timestamp: seen.at,
    source: "remote.agent" as const,
    type,
    agent,
  };
}

function place(
  { machineId }: Origin,
  { cwd, gitBranch }: { readonly cwd?: string | undefined; readonly gitBranch?: string | undefined },
) {
  return {
    ...(cwd === undefined ? undefined : { cwd: cut(cwd, PATH_CODE_POINTS) }),
    ...(gitBranch === undefined ? undefined : { git_branch: cut(gitBranch, PATH_CODE_POINTS) }),
    ...(machineId === undefined ? undefined : { machine_id: machineId }),
  };
}

function automated(seen: { readonly automated: boolean }): { readonly automated?: true } {
  return seen.automated ? { automated: true } : {};
}

function agentId(seen: { readonly agentId?: string | undefined }): { readonly agent_id?: string } {
  return seen.agentId === undefined ? {} : { agent_id: seen.agentId.toWellFormed() };
}

const PLAIN = /^[A-Za-z0-9._-]*$/;

/** Percent-encoded, so that no id can forge the separators of another event's ID. */
function encode(key: string): string {
  if (PLAIN.test(key)) return key;
  let encoded = "";
  for (const byte of Buffer.from(key, "utf8")) {
    const char = String.fromCharCode(byte);
    encoded += PLAIN.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

/** The first code points of a text, well-formed: an event line is never longer than 64 KiB. */
function cut(text: string, codePoints: number): string {
  if (text.length <= codePoints) return text.toWellFormed();
  return Array.from(text.slice(0, 2 * codePoints))
    .slice(0, codePoints)
    .join("")
    .toWellFormed();
}
