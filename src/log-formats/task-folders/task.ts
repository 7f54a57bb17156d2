import { basename, dirname, join, posix, win32 } from "node:path";
import { isObject, parseObject, type JsonObject } from "../../lib/json/json.ts";
import type { Documents } from "../../logs/documents/open-documents.ts";
import { memberOf, readId, readText } from "../../logs/record/fields.ts";
import type { Log } from "../../logs/source.ts";
import { itemPath, sentPath } from "./discover.ts";
import type { UiMessage } from "./ui-message.ts";

/** A task, whose directory has its id for a name. */
export interface Task {
  readonly id: string;
  /** The task of the person that it works for: itself, if no other task began it. */
  readonly rootId: string;
  readonly isSubTask: boolean;
  readonly cwd: string | undefined;
}

/** Stands beside the tasks where each has such an item. */
const INDEX = "_index.json";

/**
 * What is known of a task; `undefined` while it is not known whether another task began it. Roo writes that right after the
 * first message and before the second.
 */
export function taskOf(log: Log, messages: readonly UiMessage[], documents: Documents): Task | undefined {
  const directory = dirname(log.path);
  const id = basename(directory);
  const item = documents.read(itemPath(log));
  if (item === undefined && messages.length === 1) {
    const tasks = dirname(directory);
    if (documents.list(tasks).includes(join(tasks, INDEX))) return undefined;
  }
  const parent = readId(item?.["parentTaskId"]);
  return {
    id,
    rootId: parent === undefined ? id : (readId(item?.["rootTaskId"]) ?? parent),
    isSubTask: parent !== undefined,
    cwd:
      directoryIn(item) ??
      directoryAsked(messages) ??
      directoryIn(itemIn(log, documents)) ??
      directorySent(log, documents),
  };
}

/** The item of a task in the history of all tasks, which Cline keeps beside them. */
function itemIn(log: Log, documents: Documents): JsonObject | undefined {
  const directory = dirname(log.path);
  const history = documents.readList(join(dirname(dirname(directory)), "state", "taskHistory.json")) ?? [];
  return history.find((item): item is JsonObject => isObject(item) && item["id"] === basename(directory));
}

function directoryIn(item: JsonObject | undefined): string | undefined {
  return readText(item?.["workspace"]) ?? readText(item?.["cwdOnTaskInitialization"]);
}

/** The directory that the first request to the model names that names one. */
function directoryAsked(messages: readonly UiMessage[]): string | undefined {
  for (const { sort, text } of messages) {
    const request = sort === "api_req_started" ? parseObject(text)?.["request"] : undefined;
    const directory = typeof request === "string" ? directoryNamed(request) : undefined;
    if (directory !== undefined) return directory;
  }
  return undefined;
}

/** The same, of what was sent to the model: versions of 2025 say it nowhere else. */
function directorySent(log: Log, documents: Documents): string | undefined {
  const sent = documents.readList(sentPath(log)) ?? [];
  for (const message of sent) {
    const content = memberOf(message, "role") === "user" ? memberOf(message, "content") : undefined;
    for (const block of Array.isArray(content) ? (content as readonly unknown[]) : [content]) {
      const text = typeof block === "string" ? block : memberOf(block, "text");
      const directory = typeof text === "string" ? directoryNamed(text) : undefined;
      if (directory !== undefined) return directory;
    }
  }
  return undefined;
}

const DETAILS = "<environment_details>";
const DIRECTORY = /^# Current (?:Working|Workspace) Directory \((.+)\) Files$/m;

function directoryNamed(text: string): string | undefined {
  const details = text.lastIndexOf(DETAILS);
  const path = details < 0 ? undefined : DIRECTORY.exec(text.slice(details))?.[1];
  return path !== undefined && (posix.isAbsolute(path) || win32.isAbsolute(path)) ? path : undefined;
}
