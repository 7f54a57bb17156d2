import type { DatabaseSync, StatementSync } from "node:sqlite";
import { join } from "node:path";
import { isObject, parseObject, type JsonObject } from "../../lib/json/json.ts";
import { workspaceFolder } from "../../log-formats/vscode/workspace.ts";
import { columnsOf } from "../../logs/databases/columns.ts";
import { memberOf, readId, readText, readUnixTime } from "../../logs/record/fields.ts";

/** A conversation of the editor. */
export interface Composer {
  readonly id: string;
  /** When it was made, in milliseconds since 1970. */
  readonly created: number | undefined;
  readonly cwd: string | undefined;
  /** Whether an agent began it. */
  readonly isSubAgent: boolean;
  /** The conversation of the person that a sub-agent works for, where that is known. */
  readonly parentId: string | undefined;
}

/** The conversations of a state. */
export class Composers {
  readonly #userDirectory: string;
  readonly #value: StatementSync;
  readonly #header: StatementSync | undefined;
  readonly #known = new Map<string, Composer>();

  constructor(database: DatabaseSync, userDirectory: string) {
    this.#userDirectory = userDirectory;
    this.#value = database.prepare("SELECT CAST(value AS TEXT) AS value FROM cursorDiskKV WHERE key = ?");
    const columns = columnsOf(database, "composerHeaders");
    if (!columns.has("composerId")) return;
    const some = ["isSubagent", "workspaceId"].filter((column) => columns.has(column));
    const selected = ["composerId", ...some, ...(columns.has("value") ? ["CAST(value AS TEXT) AS value"] : [])];
    this.#header = database.prepare(`SELECT ${selected.join(", ")} FROM composerHeaders WHERE composerId = ?`);
  }

  /** A conversation; `undefined` if it is not there, or not yet. */
  of(id: string): Composer | undefined {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const header = this.#header?.get(id);
    const data = objectIn(this.#value.get(`composerData:${id}`)?.["value"]);
    const head = objectIn(header?.["value"]);
    if (data === undefined && head === undefined) return undefined;
    const composer = this.#make(id, [data ?? {}, head ?? {}], header);
    this.#known.set(id, composer);
    return composer;
  }

  #make(id: string, records: readonly JsonObject[], header: Record<string, unknown> | undefined): Composer {
    const info = records.map(({ subagentInfo }) => subagentInfo).find(isObject);
    const isSubAgent =
      info !== undefined ||
      header?.["isSubagent"] === 1 ||
      id.startsWith("task-") ||
      records.some((record) => record["isBestOfNSubcomposer"] === true || isObject(record["glassMetaParentAgent"]));
    const parentId = readId(memberOf(info, "rootParentConversationId")) ?? readId(memberOf(info, "parentComposerId"));
    return {
      id,
      created: records.map(({ createdAt }) => readUnixTime(createdAt)).find((time) => time !== undefined),
      cwd: this.#directory(records, header?.["workspaceId"]),
      isSubAgent,
      parentId,
    };
  }

  #directory(records: readonly JsonObject[], workspace: unknown): string | undefined {
    const identifiers = records.map(({ workspaceIdentifier }) => workspaceIdentifier).filter(isObject);
    const named = identifiers.map(({ uri }) => pathIn(uri)).find((path) => path !== undefined);
    if (named !== undefined) return named;
    const id = [...identifiers.map((identifier) => readId(identifier["id"])), readId(workspace)].find(isDirectoryName);
    const folder = id === undefined ? undefined : this.#folder(id);
    if (folder !== undefined) return folder;
    // One repository is where it works; of several none is.
    const repositories = records.map(({ trackedGitRepos }) => trackedGitRepos).find(Array.isArray) ?? [];
    return repositories.length === 1 ? readText(memberOf(repositories[0], "repoPath")) : undefined;
  }

  #folder(workspace: string): string | undefined {
    return workspaceFolder(join(this.#userDirectory, "workspaceStorage", workspace)).read();
  }
}

function objectIn(text: unknown): JsonObject | undefined {
  return typeof text === "string" ? parseObject(text) : undefined;
}

/** The path of a URI in its parts; of one that leads to another machine, the path there. */
function pathIn(uri: unknown): string | undefined {
  const scheme = memberOf(uri, "scheme");
  const isHere = scheme === undefined || scheme === "file";
  return (isHere ? readText(memberOf(uri, "fsPath")) : undefined) ?? readText(memberOf(uri, "path"));
}

function isDirectoryName(id: string | undefined): id is string {
  return id !== undefined && /^[\w-]+$/.test(id);
}
