import { join } from "node:path";
import { shellLine, type Entry, type Job } from "./job.ts";

/** Marks our line among those of others. */
const MARK = "# tt export";

/**
 * A line of a crontab. Cron starts a job whether the one before has ended or not: `flock` sees to it, and its kernel lock
 * goes with its process. Where there is none (macOS), two exports at once cost repeats, which an import ignores.
 */
export function cronEntry({ command, again, minutes, dataDir, flock }: Job): Entry {
  const once =
    flock === undefined ? [] : [flock, "--nonblock", "--conflict-exit-code", "0", join(dataDir, "export.lock")];
  // A percent sign is a newline to cron.
  const line = shellLine([...once, ...command]).replaceAll("%", "\\%");
  return {
    entry: `${timesOf(minutes)} ${line} ${MARK}\n`,
    install: [
      ...(flock === undefined ? [] : [shellLine(["mkdir", "-p", "-m", "700", dataDir])]),
      `(crontab -l 2>/dev/null | grep -v '${MARK}$'; ${shellLine([...again, "--quiet"])}) | crontab -`,
    ],
  };
}

function timesOf(minutes: number): string {
  if (minutes < 60) return minutes === 1 ? "* * * * *" : `*/${minutes} * * * *`;
  const hours = minutes / 60;
  if (hours === 24) return "0 4 * * *";
  return hours === 1 ? "0 * * * *" : `0 */${hours} * * *`;
}
