/** A decoder of Claude Desktop's text logs that shares no code with the source. */
import { referenceTextLogs, type Said } from "../../support/reference/text-log.ts";
import type { WireEvent } from "../../support/reference/wire.ts";

export function referenceDesktopLog(directory: string): readonly WireEvent[] {
  return referenceTextLogs(directory, "claude-desktop-log", {
    isLog: /^(?:main\d*|main\.old|mcp.*)\.log$/,
    read,
  });
}

function read(line: string): Said | undefined {
  const isServer = line[10] === "T";
  const [, time = "", brackets = "", message = ""] =
    /^([\d-]{10}[T ][\d:.]+Z?) (\[[^\]]+\](?: \[[^\]]+\])?)(?: (.*))?$/s.exec(line) ?? [];
  if (time === "" || time.endsWith("Z") !== isServer) return undefined;
  const names = [...brackets.matchAll(/\[([^\]]+)\]/g)].map(([, name = ""]) => name);
  const at = names.findIndex((name) => /^(?:error|warn|warning|info|verbose|debug|silly|trace)$/i.test(name));
  if (at < 0) return undefined;
  const service = names.find((_, index) => index !== at);
  const level = names[at] ?? "";
  if (isServer) return { time, level, message, rest: { service } };
  const session = /\blocal_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/.exec(message.slice(0, 4096))?.[0];
  return {
    time: `${time.replace(" ", "T")}Z`,
    level,
    message,
    rest: { service, session_id: session, local_time: true },
  };
}
