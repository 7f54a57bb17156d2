/** The path that a tool was given, as most agents name it in its arguments. */
import { member } from "./lines.ts";

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** The path in the arguments of a tool of a kind that reads, writes, changes or searches files. */
export function pathGiven(kind: string, input: unknown): string | undefined {
  if (!["file_read", "file_write", "file_edit", "search", "notebook"].includes(kind)) return undefined;
  const plain = text(member(input, "file_path")) ?? text(member(input, "path")) ?? text(member(input, "dir_path"));
  if (plain !== undefined) return plain;
  const several = member(input, "paths");
  const first = Array.isArray(several) ? text(several[0]) : text(several);
  if (first !== undefined) return first;
  const patches = [input, member(input, "input"), member(input, "patch")].filter((patch) => typeof patch === "string");
  for (const line of patches.flatMap((patch) => patch.split(/[\n\r\u2028\u2029]/))) {
    const start = ["*** Add File: ", "*** Update File: ", "*** Delete File: "].find((each) => line.startsWith(each));
    const path = start === undefined ? "" : line.slice(start.length).trim();
    if (path !== "") return path;
  }
  return undefined;
}
