import { chmodSync, lstatSync, readdirSync, rmSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { amount } from "../lib/text/amount.ts";
import { DAILY_COUNTS } from "../export/counts/file.ts";
import { LAST_EXPORT } from "../export/summary/note-file.ts";
import { leftoversOf } from "../manifest/state-file.ts";
import { LAST_SYNC } from "../sync/last-sync.ts";
import { STORE } from "../store/location.ts";
import type { Finding } from "./finding.ts";

/** SQLite's own files beside the store: its log of changes, the index of that, its journal. */
const BESIDE_STORE = ["-wal", "-shm", "-journal"];

/** The files of ours in the data directory: for their owner alone, and nothing left by killed runs. */
export function stateFileFindings(dataDir: string, manifests: readonly string[]): readonly Finding[] {
  const replaced = [...manifests, DAILY_COUNTS, LAST_EXPORT, LAST_SYNC].map((name) => join(dataDir, name));
  const store = join(dataDir, STORE);
  const files = [...replaced, store, ...BESIDE_STORE.map((end) => store + end), ...keptAside(dataDir, replaced)];
  const there = files.flatMap((path) => {
    const stat = lookAt(path);
    return stat === undefined ? [] : [{ path, stat }];
  });
  const owner = statSync(dataDir, { throwIfNoEntry: false })?.uid;
  const wrong = [
    ...there.flatMap(({ path, stat }) => rightsOf(path, stat, owner)),
    ...leftovers(replaced.flatMap((path) => leftoversOf(path))),
  ];
  if (wrong.length > 0 || there.length === 0) return wrong;
  const message = `${amount(there.length, "file")} of state, closed to others; nothing is left of killed runs`;
  return [{ kind: "state-files", state: "ok", message }];
}

function lookAt(path: string): Stats | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    // What is no file is told of where it is read.
    return stat?.isFile() === true ? stat : undefined;
  } catch {
    // In a directory that cannot be entered, which is told of.
    return undefined;
  }
}

/** Corrupt state that was set aside: it is as private as it was. */
function keptAside(dataDir: string, replaced: readonly string[]): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(dataDir);
  } catch {
    return [];
  }
  return names
    .map((name) => join(dataDir, name))
    .filter((path) => replaced.some((of) => path.startsWith(`${of}.corrupt-`)));
}

function rightsOf(path: string, { mode, uid }: Stats, owner: number | undefined): readonly Finding[] {
  if (process.platform === "win32") return [];
  if (owner !== undefined && uid !== owner)
    return [
      {
        kind: "file-foreign",
        state: "wrong",
        path,
        message: `\`${path}\` belongs to another user than the directory that it is in`,
        hint: "was tt once run as root? 'chown' gives it back, or remove it",
      },
    ];
  if ((mode & 0o077) === 0) return [];
  return [
    {
      kind: "file-open",
      state: "wrong",
      path,
      message: `others may ${(mode & 0o022) === 0 ? "read" : "write"} \`${path}\``,
      hint: "'chmod 600' closes it",
      fix: { done: `closed \`${path}\` to others (mode 0600)`, run: () => chmodSync(path, 0o600) },
    },
  ];
}

function leftovers(paths: readonly string[]): readonly Finding[] {
  return paths.map((path) => ({
    kind: "leftovers",
    state: "wrong",
    path,
    message: `\`${path}\` was left by a run that was killed`,
    hint: "it is in nobody's way: the next export removes it",
    fix: { done: `removed \`${path}\``, run: () => rmSync(path) },
  }));
}
