/** `1 log`, `1,200 logs`. */
export function amount(number: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(number)} ${number === 1 ? noun : plural}`;
}

/** With commas between the thousands. (A formatter of `Intl` costs as much as the rest of a quiet export's start.) */
export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
