/** Dates and lengths as the page writes them: in English, whatever the reader's locale is. */

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86_400_000;

/** `Mon 2 Mar 2026`. */
export function dateText(date: string): string {
  return `${shortDate(date)} ${date.slice(0, 4)}`;
}

/** `Mon 2 Mar`. */
export function shortDate(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  return `${WEEKDAYS[at.getUTCDay()] ?? ""} ${at.getUTCDate()} ${monthText(date)}`;
}

/** `Mar`. */
export function monthText(date: string): string {
  return MONTHS[Number(date.slice(5, 7)) - 1] ?? "";
}

/** `Mon` for the first day of a week, by how it is counted: 1 is Monday, 7 Sunday. */
export function weekdayText(weekday: number): string {
  return WEEKDAYS[weekday % 7] ?? "";
}

/** 1 for Monday, 7 for Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

/** The first day of the week that a date lies in. */
export function weekOf(date: string, weekStart: number): string {
  return shifted(date, -((weekdayOf(date) - weekStart + 7) % 7));
}

/** A date some days later. */
export function shifted(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** `42 min`, `1 h 5 min`, `30 s`: a length in words, for a card or a screen reader. */
export function lengthText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = `${Math.floor(minutes / 60)} h`;
  return minutes % 60 === 0 ? hours : `${hours} ${minutes % 60} min`;
}
