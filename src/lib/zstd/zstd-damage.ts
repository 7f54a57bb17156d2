/** Whether reading failed because of the compressed bytes. Apart, so that who asks need not load what decompresses. */
export function isDamage(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(?:ZSTD|Z)_/.test(String(error.code));
}
