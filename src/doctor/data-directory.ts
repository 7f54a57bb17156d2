import { accessSync, chmodSync, constants, statSync, type Stats } from "node:fs";
import { reason } from "../failure.ts";
import { faultOf, type Fault } from "../lib/files/directory-fault.ts";
import type { Finding } from "./finding.ts";

/** What can be told of the data directory. */
export interface Directory {
  readonly state: "missing" | "unusable" | "unwritable" | "writable";
  /** Why it is unusable. */
  readonly cause?: string;
  /** Whether others than its owner may look into it. */
  readonly isOpen: boolean;
  /** Why nothing in it is trusted. */
  readonly fault: Fault | undefined;
}

const OTHERS = 0o077;

/** Looks at the data directory; what a link leads to counts. */
export function directoryAt(path: string): Directory {
  const fault = faultOf(path);
  let stat: Stats | undefined;
  try {
    stat = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return { state: "unusable", cause: reason(error), isOpen: false, fault };
  }
  if (stat === undefined) return { state: "missing", isOpen: false, fault };
  const rights = { isOpen: process.platform !== "win32" && (stat.mode & OTHERS) !== 0, fault };
  if (!stat.isDirectory()) return { state: "unusable", cause: "no directory", ...rights };
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return { state: "writable", ...rights };
  } catch (error) {
    return { state: "unwritable", cause: reason(error), ...rights };
  }
}

/** How the data directory is: there, ours, writable, closed to others. */
export function directoryFindings(path: string, directory = directoryAt(path)): readonly Finding[] {
  const { state, cause = "" } = directory;
  switch (state) {
    case "missing":
      return [
        {
          kind: "data-dir-missing",
          state: "note",
          path,
          message: `there is no \`${path}\` yet: the first export makes it`,
        },
      ];
    case "unusable":
      return [
        {
          kind: "data-dir-unusable",
          state: "wrong",
          path,
          message: `\`${path}\` cannot be used (${cause})`,
          hint: "make it a directory that you can read and write, or name another one with --data-dir",
        },
      ];
    case "unwritable":
    case "writable": {
      const wrong = [...rightsFindings(path, directory), ...unwritable(path, directory)];
      if (wrong.length > 0) return wrong;
      return [{ kind: "data-dir", state: "ok", path, message: `\`${path}\` is writable and closed to others` }];
    }
  }
}

function unwritable(path: string, { state }: Directory): readonly Finding[] {
  if (state !== "unwritable") return [];
  return [
    {
      kind: "data-dir-unwritable",
      state: "wrong",
      path,
      message: noPositionIn(path),
      hint: "give yourself the right to write in it, or name another one with --data-dir",
    },
  ];
}

function rightsFindings(path: string, { fault, isOpen }: Directory): readonly Finding[] {
  if (fault?.kind === "foreign")
    return [
      {
        kind: "data-dir-foreign",
        state: "wrong",
        path,
        message: `\`${path}\` belongs to another user, who could make tt believe anything`,
        hint: "name one of your own with --data-dir, or let its owner run tt",
      },
    ];
  const fix = { done: `closed \`${path}\` to others (mode 0700)`, run: () => chmodSync(path, 0o700) };
  if (fault?.kind === "writable-by-others")
    return [
      {
        kind: "data-dir-writable-by-others",
        state: "wrong",
        path,
        message: `others can write in \`${path}\`: they could make tt believe anything, and it is refused`,
        hint: `'chmod 700' closes it`,
        fix,
      },
    ];
  if (!isOpen) return [];
  return [{ kind: "data-dir-open", state: "wrong", path, message: openTo(path), hint: `'chmod 700' closes it`, fix }];
}

export function noPositionIn(path: string): string {
  return `no position can be stored in \`${path}\`: every export delivers everything again`;
}

export function openTo(path: string): string {
  return `others may look into \`${path}\``;
}
