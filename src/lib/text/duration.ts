/** The seconds that `90s`, `5m`, `1h30m` or `2h` mean; `undefined` for anything else. */
export function durationOf(text: string): number | undefined {
  const parts = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/.exec(text);
  if (parts === null || text === "") return undefined;
  const [, hours = "0", minutes = "0", seconds = "0"] = parts;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** The same, written: `5m`, `1h30m`, `90s` as `1m30s`. */
export function durationText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  return parts.flatMap(([number, unit]) => (number === 0 ? [] : [`${number}${unit}`])).join("") || "0s";
}

/** As on a clock that never turns over: `0:05:00`, `112:00:01`. */
export function clockText(seconds: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
