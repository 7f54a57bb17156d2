/** What ends a run, as the exit code tells it (`tt help exit-codes` explains them). */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  warnings: 3,
  output: 74,
  newerManifest: 78,
  readerGone: 141,
} as const;

/** Stops the run: a message for the person, what to do about it, and the exit code. Only `cli.ts` catches it. */
export class Failure extends Error {
  readonly exitCode: number;
  readonly hint: string | undefined;

  constructor(exitCode: number, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = exitCode;
    this.hint = options.hint;
  }
}

/** The words were wrong. */
export function usage(message: string, hint?: string): Failure {
  return new Failure(EXIT.usage, message, hint === undefined ? {} : { hint });
}

/** The system's short word for an error (`ENOENT`), or its message. */
export function reason(error: unknown): string {
  if (error instanceof Error)
    return "code" in error && typeof error.code === "string" && error.code !== "" ? error.code : error.message;
  return String(error);
}

/** Whether a file-system call failed for one of these reasons. */
export function failedWith(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
