import { EXIT, Failure } from "../failure.ts";
import { printable } from "../lib/text/printable.ts";
import type { Ended } from "./connection.ts";
import type { Host } from "./host.ts";

/** What `ssh` itself exits with when it fails (ssh(1)), and a shell for a program that is not there or cannot be run. */
const SSH_FAILED = 255;
const NOT_FOUND: ReadonlySet<number> = new Set([126, 127]);

/** Why a host's events did not come to their end, and what to do. */
export function noEnd({ tt }: Host, ended: Ended | undefined, said: readonly string[]): Failure {
  const fail = (what: string, hint: string) => new Failure(EXIT.output, what, { hint });
  const again = "nothing was stored of it; the next 'tt sync' brings the same events";
  if (ended === undefined) return fail("its output ended without the mark of 'tt export --ack', and it goes on", again);
  if (ended.kind === "not-started")
    return fail(`ssh could not be started (${ended.why})`, "install it, or name another program with --ssh-command");
  if (ended.kind === "killed") return fail(`ssh was ended by ${ended.signal}`, again);
  const { code } = ended;
  if (code === SSH_FAILED) return fail("ssh could not reach it, or lost the connection", again);
  if (NOT_FOUND.has(code))
    return fail(
      `there is no program '${printable(tt)}' that can be run`,
      "install tt there, or say where it is with --tt or in hosts.json; it must find its Node without a login, too",
    );
  if (said.some((line) => line.includes("unknown option '--ack'")))
    return fail("its tt is too old: it cannot wait for an acknowledgement (--ack)", "update tt there");
  if (code === EXIT.usage)
    return fail(
      "its tt refused to export, for the reason that it gave",
      "an export there under another machine ID is known by another data directory ('data_dir' in hosts.json), or sent " +
        "again as a whole with 'tt sync --full'",
    );
  if (code === EXIT.ok) return fail("its output ended without the mark of 'tt export --ack'", "what runs there?");
  return fail(`its export ended with exit code ${code}`, again);
}

/** Why a host that was answered did not end well. */
export function unheard(ended: Ended | undefined): Failure {
  const what =
    ended === undefined
      ? "did not end after its events were acknowledged"
      : ended.kind === "exited" && ended.code === EXIT.newerManifest
        ? "exported nothing of an agent whose manifest a newer tt wrote"
        : "may not have heard that its events were stored";
  return new Failure(EXIT.output, what, {
    hint: "what came is stored; should it come again, each event stays one",
  });
}
