import type { Observation, SessionStarted } from "../../events/observation.ts";

/** The sessions whose start a log has shown, so that each start is observed once, even where sessions alternate. */
export class SessionStarts {
  readonly #sessions: Set<string>;

  constructor(sessions: Iterable<string> = []) {
    this.#sessions = new Set(sessions);
  }

  /** Restores what `state()` returned; `undefined` for anything else. */
  static restored(stored: unknown): SessionStarts | undefined {
    if (!Array.isArray(stored) || !stored.every((id) => typeof id === "string")) return undefined;
    return new SessionStarts(stored);
  }

  state(): readonly string[] {
    return [...this.#sessions];
  }

  has(session: string): boolean {
    return this.#sessions.has(session);
  }

  /** Adds the start of a session to the observations, unless this log has shown it. */
  tell({ at, sessionId, cwd, gitBranch }: Omit<SessionStarted, "kind">, into: Observation[]): void {
    if (this.#sessions.has(sessionId)) return;
    this.#sessions.add(sessionId);
    into.push({ kind: "session-started", at, sessionId, cwd, gitBranch });
  }
}
