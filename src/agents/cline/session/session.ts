import type { JsonObject } from "../../../lib/json/json.ts";
import type { Documents } from "../../../logs/documents/open-documents.ts";
import { memberOf, readText, readTime } from "../../../logs/record/fields.ts";
import type { Log } from "../../../logs/source.ts";
import { manifestPath, namesOf } from "../discover.ts";

/** A session of Cline, by its manifest and by the head of a file of its messages. */
export interface Session {
  readonly id: string;
  /** The sub-agent, or the member of a team, that the messages are of. */
  readonly agentId: string | undefined;
  /** Whether its manifest is there. */
  readonly hasManifest: boolean;
  readonly startedAt: string | undefined;
  readonly cwd: string | undefined;
  /** The branch when it began. */
  readonly gitBranch: string | undefined;
  readonly automated: Automated;
}

/**
 * Which of its prompts a program sent: none; all, of a schedule or of what is built on the core of Cline; the first, with
 * which `cline "..."` began it. In such a session only the terminal goes on.
 */
export type Automated = "none" | "first" | "all";

export function sessionOf(log: Log, head: JsonObject, documents: Documents): Session {
  const { session: id, agent } = namesOf(log);
  const manifest = documents.read(manifestPath(log));
  const metadata = manifest?.["metadata"];
  const mode = readText(memberOf(head["origin"], "mode")) ?? readText(memberOf(memberOf(metadata, ORIGIN), "mode"));
  if (mode !== undefined && mode !== "user" && mode !== "automation") documents.unknown("origin.mode", mode);
  const isLead = agent === id && (readText(head["agent"]) ?? "lead") === "lead";
  return {
    id,
    agentId: isLead ? undefined : agent,
    hasManifest: manifest !== undefined,
    startedAt: readTime(manifest?.["started_at"]),
    cwd: readText(manifest?.["cwd"]),
    gitBranch: readText(memberOf(memberOf(metadata, "git"), "branch")),
    automated: automatedBy(manifest, mode),
  };
}

/** The manifest keeps `interactive: false` when a person goes on with the session later. */
function automatedBy(manifest: JsonObject | undefined, mode: string | undefined): Automated {
  if (mode !== undefined && mode !== "user") return "all";
  if (manifest?.["interactive"] !== false) return "none";
  return manifest["source"] === "cli" ? "first" : "all";
}

const ORIGIN = "sessionHistoryOrigin";
