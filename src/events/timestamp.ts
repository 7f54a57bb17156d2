const MINUTE = 60_000;
const YEAR_1000 = -30_610_224_000_000;
const YEAR_10000 = 253_402_300_800_000;

const LAST_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const CANONICAL = /^([1-9]\d{3})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.\d{3}Z$/;
const SPELLING =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:Z|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)$/;

/**
 * The same instant as RFC 3339 in UTC with milliseconds and `Z`, fractions cut off; `undefined` for what names no real
 * time of the years 1000 to 9999. The zone must be given, so that no clock or zone of this machine matters.
 */
export function canonicalTimestamp(text: string): string | undefined {
  // Nearly every stamp is canonical already; the 29th of February is left to the calendar below.
  if (text.length === 24 && CANONICAL.test(text)) {
    const month = digits(text, 5);
    const day = digits(text, 8);
    const isReal = day >= 1 && day <= (LAST_DAYS[month - 1] ?? 0);
    if (isReal && digits(text, 11) < 24 && digits(text, 14) < 60 && digits(text, 17) < 60) return text;
  }
  const instant = instantOf(text);
  return instant === undefined ? undefined : new Date(instant).toISOString();
}

/** The instant that a timestamp of milliseconds since 1970 names, canonical; `undefined` outside the years 1000 to 9999. */
export function canonicalMillis(millis: number): string | undefined {
  const whole = Math.floor(millis);
  return whole >= YEAR_1000 && whole < YEAR_10000 ? new Date(whole).toISOString() : undefined;
}

function digits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

function instantOf(text: string): number | undefined {
  const parts = SPELLING.exec(text);
  if (parts === null) return undefined;
  const [
    ,
    year = "",
    month = "",
    day = "",
    hour = "",
    minute = "",
    second = "0",
    fraction = "",
    sign,
    hours = "0",
    minutes = "0",
  ] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.slice(0, 3).padEnd(3, "0")));
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE;
  const instant = date.getTime() - (sign === "-" ? -offset : offset);
  return instant >= YEAR_1000 && instant < YEAR_10000 ? instant : undefined;
}
