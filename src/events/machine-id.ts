const MACHINE_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Whether a text can stand before every event ID: 1 to 64 letters, digits, dots, underscores, hyphens. */
export function isMachineId(text: string): boolean {
  return MACHINE_ID.test(text);
}

/** An ID without the machine before it: that of the event as every machine has it that the log lies on. */
export function withoutMachine(id: string): string {
  return id.replace(/^[A-Za-z0-9._-]{1,64}:(?=remote\.)/, "");
}
