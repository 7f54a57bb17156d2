import { shellLine, type Entry, type Job } from "./job.ts";

const SERVICE = "tt-export.service";
const TIMER = "tt-export.timer";

/** A service and its timer, for systemd's user manager. It never starts a service that is still running. */
export function systemdEntry({ command, again, minutes }: Job): Entry {
  const entry = `# ${SERVICE}
[Unit]
Description=Export agent logs into the time tracker

[Service]
Type=oneshot
ExecStart=${command.map(quoted).join(" ")}
Nice=10

# ${TIMER}
[Unit]
Description=Export agent logs every ${minutes} minutes

[Timer]
OnBootSec=1min
OnUnitInactiveSec=${minutes}min

[Install]
WantedBy=timers.target
`;
  const split = `awk '/^# tt-export[.]/ {file = $2} {print > file}'`;
  return {
    entry,
    install: [
      `mkdir -p ~/.config/systemd/user && cd ~/.config/systemd/user && ${shellLine([...again, "--quiet"])} | ${split}`,
      `systemctl --user daemon-reload && systemctl --user enable --now ${TIMER}`,
    ],
  };
}

const FOLLOWER = "tt-follow.service";

/**
 * A service that goes on running, for systemd's user manager. It is started again when it fails, but not where only a
 * person can help: wrong words, or a manifest of a newer version. A signal is its usual end.
 */
export function systemdService({ command, again }: Job): Entry {
  const entry = `# ${FOLLOWER}
[Unit]
Description=Export agent logs into the time tracker as they are written

[Service]
Type=exec
ExecStart=${command.map(quoted).join(" ")}
Restart=on-failure
RestartSec=30
RestartPreventExitStatus=2 78
SuccessExitStatus=129 130 143
Nice=10

[Install]
WantedBy=default.target
`;
  const path = `~/.config/systemd/user/${FOLLOWER}`;
  return {
    entry,
    install: [
      `mkdir -p ~/.config/systemd/user && ${shellLine([...again, "--quiet"])} > ${path}`,
      `systemctl --user disable --now ${TIMER} 2>/dev/null; systemctl --user daemon-reload && systemctl --user enable --now ${FOLLOWER}`,
    ],
  };
}

/** A word of an ExecStart, as systemd.service(5) reads it: specifiers and variables are ours to double. */
function quoted(word: string): string {
  const escaped = word.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}
