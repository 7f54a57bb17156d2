/** Whether a call of the system failed, whatever for: no fault of ours, and no reason to stop. */
export function isSystemError(error: unknown): error is Error & { readonly syscall: string } {
  return error instanceof Error && "syscall" in error;
}
