import { join } from "node:path";
import { shellLine, type Entry, type Job } from "./job.ts";

const LABEL = "local.tt.export";

/** A property list for launchd, which never starts a job that is still running. */
export function launchdEntry({ command, again, minutes, dataDir }: Job): Entry {
  const entry = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${command.map((word) => `    <string>${escaped(word)}</string>\n`).join("")}  </array>
  <key>StartInterval</key>
  <integer>${minutes * 60}</integer>
  <key>RunAtLoad</key>
  <true/>
  <key>StandardErrorPath</key>
  <string>${escaped(join(dataDir, "export.log"))}</string>
  <key>ProcessType</key>
  <string>Background</string>
</dict>
</plist>
`;
  const path = `~/Library/LaunchAgents/${LABEL}.plist`;
  return {
    entry,
    install: [
      `${shellLine([...again, "--quiet"])} > ${path}`,
      `launchctl bootout gui/$(id -u) ${path} 2>/dev/null; launchctl bootstrap gui/$(id -u) ${path}`,
    ],
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
