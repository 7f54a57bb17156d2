const MACHINE_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Whether a text can stand before every event ID: 1 to 64 letters, digits, dots, underscores, hyphens. */
export function isMachineId(text: string): boolean {
  return MACHINE_ID.test(text);
}
