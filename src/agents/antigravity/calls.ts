import { parseJson, type JsonObject } from "../../lib/json/json.ts";
import { memberOf, readText } from "../../logs/record/fields.ts";
import { toolKind } from "../../events/tool-kind.ts";
import { facts } from "./facts.ts";

/** A call as its step shows it. */
export interface Call {
  readonly tool: string;
  readonly file: string | undefined;
  /** The directory that a command runs in. */
  readonly cwd: string | undefined;
}

/** The calls of a step, in their order. */
export function callsIn({ tool_calls: calls }: JsonObject): readonly Call[] {
  if (!Array.isArray(calls)) return [];
  return (calls as readonly unknown[]).map((call) => {
    const tool = readText(memberOf(call, "name")) ?? "unknown";
    const args = memberOf(call, "args");
    return { tool, file: fileIn(tool, args), cwd: tool === "run_command" ? directoryIn(args) : undefined };
  });
}

const PATHS = ["AbsolutePath", "TargetFile", "File", "DirectoryPath", "SearchPath", "SearchDirectory"];
const OF_FILES = new Set(["file_read", "file_write", "file_edit", "search"]);

function fileIn(tool: string, args: unknown): string | undefined {
  if (!OF_FILES.has(toolKind(tool, facts.tools))) return undefined;
  return PATHS.map((name) => argument(args, name)).find((path) => path !== undefined);
}

/** Where the workspace is not trusted, commands run in a directory of Antigravity's own, which is nobody's project. */
const SCRATCH = /[\\/]\.gemini[\\/]antigravity[^\\/]*[\\/]scratch(?:[\\/]|$)/;

function directoryIn(args: unknown): string | undefined {
  const directory = argument(args, "Cwd");
  return directory === undefined || SCRATCH.test(directory) ? undefined : directory;
}

/** Arguments stand in a transcript as JSON within JSON: a text has quotes of its own. */
function argument(args: unknown, name: string): string | undefined {
  const value = readText(memberOf(args, name));
  if (value?.startsWith('"') !== true) return value;
  try {
    return readText(parseJson(value));
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}
