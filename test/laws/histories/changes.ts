/** What may happen to a log between two runs: growth, and everything that programs and people do to logs. */
import { utimesSync } from "node:fs";
import { dirname } from "node:path";
import { seededRandom, type Random } from "../../support/random/random.ts";
import type { Change } from "./history.ts";
import type { Tree } from "./tree.ts";

/** Makes a change, if it can be made. `isBlind` tells of a change that no run could see: it is not made. */
export function makeChange(tree: Tree, change: Change, isBlind: (path: string, bytes: Buffer) => boolean): void {
  const random = seededRandom(change.seed);
  const path = tree.paths[change.log % Math.max(1, tree.paths.length)];
  if (change.kind === "create" || path === undefined) {
    const fresh = freshPath(tree, random);
    const bytes = content(tree, random, 12);
    tree.write(fresh, tree.kind.tidy?.(bytes) ?? bytes);
    return;
  }
  const bytes = tree.bytes(path);
  const write = (to: string, written: Buffer, how?: "whole" | "in place") => {
    const left = tree.kind.tidy?.(written) ?? written;
    if (!isBlind(to, left)) tree.write(to, left, how);
  };
  const how = random.pick(["whole", "in place"] as const);
  switch (change.kind) {
    case "append":
      return write(path, Buffer.concat([bytes, content(tree, random, 6)]));
    case "partial":
      return write(path, Buffer.concat([bytes, cutRecord(tree, random)]));
    case "finish":
      return write(path, Buffer.concat([bytes, Buffer.from("\n")]));
    case "splice":
      return write(path, Buffer.concat([bytes, cutRecord(tree, random), oneRecord(tree, random), Buffer.from("\n")]));
    case "truncate":
      return write(path, bytes.subarray(0, Math.floor(change.at * bytes.length)));
    case "regrow":
      return write(
        path,
        grownPast(tree, bytes.subarray(0, Math.floor(change.at * bytes.length)), bytes.length, random),
      );
    case "replace-same-size":
      return tree.keepingTimes(path, () =>
        write(path, grownPast(tree, Buffer.alloc(0), bytes.length, random).subarray(0, bytes.length), "whole"),
      );
    case "replace-larger":
      return tree.keepingTimes(path, () =>
        write(path, grownPast(tree, Buffer.alloc(0), bytes.length, random), "whole"),
      );
    case "prune-head":
      return write(path, bytes.subarray(lineStart(bytes, change.at)), how);
    case "prune-middle": {
      const begin = lineStart(bytes, change.at);
      const end = lineStart(bytes, Math.min(1, change.at + 0.2));
      return write(path, Buffer.concat([bytes.subarray(0, begin), bytes.subarray(end)]), how);
    }
    case "edit":
      return edit(tree, path, random);
    case "copy":
      return write(freshPath(tree, random), bytes);
    case "copy-over":
      return write(tree.paths[random.below(tree.paths.length)] ?? path, bytes, how);
    case "move":
      return tree.move(path, tree.kind.movedPath?.(path, random) ?? freshPath(tree, random));
    case "delete":
      return tree.remove(path);
    case "restore": {
      const version = tree.versions[Math.floor(change.at * (tree.versions.length - 1))];
      if (version !== undefined) write(version.path, version.bytes, how);
      return;
    }
    case "chmod":
      return tree.isReadable(path) ? tree.forbid(path, "log") : tree.allow(path);
    case "chmod-directory":
      return tree.isReadable(path) ? tree.forbid(path, "directory") : tree.allow(dirname(path));
    case "touch":
      if (tree.isReadable(path)) utimesSync(tree.at(path), new Date(), new Date());
  }
}

function freshPath(tree: Tree, random: Random): string {
  return tree.kind.freshPath(random, String(tree.clock));
}

/** Some lines; what stands behind the last newline may be a line still being written. */
function content({ kind }: Tree, random: Random, lines: number): Buffer {
  // Now and then more than what is looked at before the offset.
  const count = random.chance(0.15) ? lines + 20 : 1 + random.below(lines);
  return kind.log(random.below(2 ** 31), count);
}

function oneRecord({ kind }: Tree, random: Random): Buffer {
  const log = kind.log(random.below(2 ** 31), 1);
  return log.subarray(0, log.indexOf(0x0a));
}

function cutRecord(tree: Tree, random: Random): Buffer {
  const record = oneRecord(tree, random);
  return record.subarray(0, random.below(record.length + 1));
}

/** Bytes, and behind them others, until there are more than there were. */
function grownPast(tree: Tree, kept: Buffer, size: number, random: Random): Buffer {
  let grown = kept;
  while (grown.length <= size) grown = Buffer.concat([grown, content(tree, random, 6)]);
  return grown;
}

/** Where the line begins in which this part of a log ends. */
function lineStart(bytes: Buffer, at: number): number {
  return bytes.subarray(0, Math.floor(at * bytes.length)).lastIndexOf(0x0a) + 1;
}

/** Changes an id to another of the same length, where it stands. */
function edit(tree: Tree, path: string, random: Random): void {
  const bytes = Buffer.from(tree.bytes(path));
  const places = [...bytes.toString("latin1").matchAll(/"uuid":"u-/g)].map(({ index }) => index + 9);
  const place = places[random.below(Math.max(1, places.length))];
  if (place === undefined) return;
  bytes[place] = bytes[place] === 0x45 ? 0x46 : 0x45;
  tree.overwrite(path, bytes);
}
